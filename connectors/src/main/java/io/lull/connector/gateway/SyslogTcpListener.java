package io.lull.connector.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syslog over TCP: one thread, any number of connections up to the limit.
 *
 * <p>Back-pressure is TCP's own. A connection whose message found no room is not read until there
 * is room again; its window fills and the sender waits, as rsyslog does with its queue.
 */
final class SyslogTcpListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SyslogTcpListener.class);

  /** How often a connection that waits for room is looked at again. */
  private static final long RETRY_MILLIS = 20;

  private final Intake intake;
  private final GatewayMetrics metrics;
  private final InstantSource clock;
  private final GatewayOptions.Limits limits;
  private final Selector selector;
  private final ServerSocketChannel server;
  private final Thread thread;
  private final RateLimitedLog warnings = new RateLimitedLog(log);
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean closing;

  // Owned by the listener's thread.
  private final ByteBuffer readBuffer = ByteBuffer.allocate(64 << 10);
  private final List<Connection> blocked = new ArrayList<>();

  SyslogTcpListener(
      InetSocketAddress address,
      GatewayOptions.Limits limits,
      Intake intake,
      InstantSource clock,
      GatewayMetrics metrics)
      throws IOException {
    this.limits = limits;
    this.intake = intake;
    this.clock = clock;
    this.metrics = metrics;
    server = ServerSocketChannel.open();
    try {
      server.bind(address);
      server.configureBlocking(false);
      selector = Selector.open();
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    metrics.gauge("syslog_connections", connections::get);
    thread = new Thread(this::run, "gateway-syslog-tcp");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  int port() {
    return server.socket().getLocalPort();
  }

  private void run() {
    while (!closing) {
      try {
        if (blocked.isEmpty()) {
          selector.select();
        } else {
          selector.select(RETRY_MILLIS);
        }
        for (SelectionKey key : selector.selectedKeys()) {
          handle(key);
        }
        selector.selectedKeys().clear();
        retryBlocked();
      } catch (IOException | RuntimeException e) {
        metrics.increment("errors_total", "source", "syslog");
        warnings.warn("syslog over TCP: " + e);
      }
    }
    shutDown();
  }

  private void handle(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    if (key.isAcceptable()) {
      accept();
    } else if (key.attachment() instanceof Connection connection) {
      connection.read();
    }
  }

  private void accept() {
    try {
      SocketChannel channel = server.accept();
      if (channel == null) {
        return;
      }
      if (connections.get() >= limits.tcpConnections()) {
        warnings.warn("more than " + limits.tcpConnections() + " syslog connections: refused one");
        metrics.increment("connections_refused_total");
        channel.close();
        return;
      }
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      key.attach(new Connection(channel, key));
      connections.incrementAndGet();
    } catch (IOException e) {
      warnings.warn("a syslog connection could not be accepted: " + e);
    }
  }

  private void retryBlocked() {
    List<Connection> again = new ArrayList<>(blocked);
    blocked.clear();
    again.forEach(Connection::proceed);
  }

  /** What was read before closing is still written; for what was not, the sender is told by TCP. */
  private void shutDown() {
    long deadline = System.nanoTime() + limits.closeMillis() * 1_000_000L;
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof Connection connection) {
        connection.end();
      }
    }
    while (!blocked.isEmpty() && System.nanoTime() - deadline < 0) {
      try {
        selector.select(RETRY_MILLIS);
      } catch (IOException e) {
        break;
      }
      retryBlocked();
    }
    for (Connection connection : blocked) {
      intake.dropped(RawSource.SYSLOG, "closed");
      connection.close();
    }
    try {
      selector.close();
    } catch (IOException e) {
      log.debug("closing the syslog selector", e);
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      server.close();
    } catch (IOException e) {
      log.debug("closing the syslog port", e);
    }
    if (thread.getState() == Thread.State.NEW) {
      shutDown();
      return;
    }
    selector.wakeup();
    Threads.join(thread, limits.closeMillis() + 1000);
  }

  /** One sender: what was read of it and not taken yet, and the message it is in. */
  private final class Connection {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final String host;
    private final SyslogFramer framer;
    private final Predicate<byte[]> out = this::offer;
    private byte[] unread = new byte[0];
    private int unreadFrom;
    private boolean ended;

    Connection(SocketChannel channel, SelectionKey key) throws IOException {
      this.channel = channel;
      this.key = key;
      host = ((InetSocketAddress) channel.getRemoteAddress()).getAddress().getHostAddress();
      Runnable truncated =
          () -> metrics.increment("truncated_total", "source", RawSource.SYSLOG.id());
      framer = new SyslogFramer(limits.syslogBytes(), truncated);
    }

    private boolean offer(byte[] message) {
      return intake.offer(
          RawSource.SYSLOG,
          Intake.Sender.CAN_WAIT,
          host,
          Map.of(),
          message,
          clock.millis(),
          failure -> {});
    }

    void read() {
      try {
        readBuffer.clear();
        int count = channel.read(readBuffer);
        if (count < 0) {
          ended = true;
        } else {
          unread = Arrays.copyOf(readBuffer.array(), count);
          unreadFrom = 0;
        }
      } catch (IOException e) {
        // Reset by the peer: what came before is complete as far as it goes.
        ended = true;
      }
      proceed();
    }

    void end() {
      ended = true;
      proceed();
    }

    /** Goes on with what was read; reads no more while there is no room for it. */
    void proceed() {
      unreadFrom = framer.feed(unread, unreadFrom, unread.length, out);
      boolean waiting = framer.isBlocked();
      if (!waiting && ended) {
        waiting = !framer.finish(out);
      }
      if (waiting) {
        blocked.add(this);
        interest(0);
      } else if (ended) {
        close();
      } else {
        interest(SelectionKey.OP_READ);
      }
    }

    private void interest(int operations) {
      if (key.isValid() && key.interestOps() != operations) {
        key.interestOps(operations);
      }
    }

    void close() {
      key.cancel();
      connections.decrementAndGet();
      try {
        channel.close();
      } catch (IOException e) {
        log.debug("closing a syslog connection", e);
      }
    }
  }
}
