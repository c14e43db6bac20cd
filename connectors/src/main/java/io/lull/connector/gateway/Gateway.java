package io.lull.connector.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: its listeners, its heartbeat and the sink behind them.
 *
 * <p>Closing stops the listeners, waits until Kafka has what was accepted, then closes the sink.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);
  private static final long HEARTBEAT_MILLIS = 1000;
  private static final long REPORT_SECONDS = 10;

  private final GatewayOptions options;
  private final RawSink sink;
  private final GatewayMetrics metrics = new GatewayMetrics();
  private final Intake intake;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final AtomicBoolean closed = new AtomicBoolean();

  // Null where the port is off.
  private @Nullable SnmpListener snmp;
  private @Nullable SyslogUdpListener syslogUdp;
  private @Nullable SyslogTcpListener syslogTcp;
  private @Nullable HttpListener http;

  /** Owned by the timer's thread. */
  private long droppedBefore;

  private Gateway(GatewayOptions options, RawSink sink, InstantSource clock) {
    this.options = options;
    this.sink = sink;
    this.clock = clock;
    this.intake = new Intake(sink, options, metrics);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "gateway-timer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts a gateway that writes to the Kafka named in the options. */
  public static Gateway start(GatewayOptions options) throws IOException {
    return start(options, new KafkaRawSink(options));
  }

  /**
   * Starts a gateway on a sink, which it takes over: it is closed with the gateway, and also if
   * starting fails.
   *
   * @throws IOException if a port cannot be had; the message names it
   */
  public static Gateway start(GatewayOptions options, RawSink sink) throws IOException {
    return start(options, sink, InstantSource.system());
  }

  static Gateway start(GatewayOptions options, RawSink sink, InstantSource clock)
      throws IOException {
    Gateway gateway = new Gateway(options, sink, clock);
    try {
      gateway.open();
    } catch (IOException | RuntimeException e) {
      gateway.close();
      throw e;
    }
    return gateway;
  }

  private void open() throws IOException {
    GatewayOptions.Listen listen = options.listen();
    if (listen.snmpPort() >= 0) {
      InetSocketAddress address = address(listen.snmpPort());
      snmp =
          bound(
              "SNMP (UDP)",
              address,
              () -> new SnmpListener(address, options, intake, clock, metrics));
    }
    if (listen.syslogPort() >= 0) {
      openSyslog(listen);
    }
    if (listen.httpPort() >= 0) {
      InetSocketAddress address = address(listen.httpPort());
      http =
          bound(
              "HTTP",
              address,
              () -> {
                HttpListener opened = new HttpListener(address, options, intake, clock, metrics);
                opened.start();
                return opened;
              });
    }
    begin();
  }

  private void openSyslog(GatewayOptions.Listen listen) throws IOException {
    GatewayOptions.Limits limits = options.limits();
    InetSocketAddress address = address(listen.syslogPort());
    SyslogTcpListener tcp =
        bound(
            "syslog (TCP)",
            address,
            () -> new SyslogTcpListener(address, limits, intake, clock, metrics));
    syslogTcp = tcp;
    // The same number for both, also where it was picked.
    InetSocketAddress same = address(tcp.port());
    syslogUdp =
        bound(
            "syslog (UDP)",
            same,
            () -> new SyslogUdpListener(same, limits, intake, clock, metrics));
  }

  private void begin() {
    if (snmp != null) {
      snmp.start();
    }
    if (syslogTcp != null) {
      syslogTcp.start();
    }
    if (syslogUdp != null) {
      syslogUdp.start();
    }
    Heartbeat heartbeat = new Heartbeat(intake, clock);
    var unusedBeat =
        timer.scheduleAtFixedRate(
            () -> guarded(heartbeat::beat), 0, HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
    var unusedReport =
        timer.scheduleAtFixedRate(
            () -> guarded(this::reportDrops), REPORT_SECONDS, REPORT_SECONDS, TimeUnit.SECONDS);
    warnIfOpen();
  }

  private void warnIfOpen() {
    InetAddress address = address(0).getAddress();
    if (address != null && !address.isLoopbackAddress() && options.bearerToken() == null) {
      log.warn(
          "the gateway listens on {} and takes HTTP from anybody; a bearer token would prevent it",
          options.listen().address());
    }
  }

  /** A periodic task that throws would never run again. */
  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.error("the gateway's timer failed", e);
    }
  }

  private void reportDrops() {
    long dropped = metrics.total("dropped_total");
    if (dropped > droppedBefore) {
      log.warn(
          "dropped {} datagrams in the last {} s, {} since the start; see dropped_total",
          dropped - droppedBefore,
          REPORT_SECONDS,
          dropped);
    }
    droppedBefore = dropped;
  }

  private InetSocketAddress address(int port) {
    return new InetSocketAddress(options.listen().address(), port);
  }

  private interface Opening<T> {
    T open() throws IOException;
  }

  private static <T> T bound(String what, InetSocketAddress address, Opening<T> opening)
      throws IOException {
    try {
      return opening.open();
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "cannot listen on " + address + " for " + what + ": " + e.getMessage(), e);
    }
  }

  /** The UDP port of SNMP, also where it was picked; -1 if it is off. */
  public int snmpPort() {
    return snmp == null ? -1 : snmp.port();
  }

  /** The UDP and TCP port of syslog, also where it was picked; -1 if it is off. */
  public int syslogPort() {
    return syslogUdp == null ? -1 : syslogUdp.port();
  }

  /** The HTTP port, also where it was picked; -1 if it is off. */
  public int httpPort() {
    return http == null ? -1 : http.port();
  }

  public GatewayMetrics metrics() {
    return metrics;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    timer.shutdownNow();
    closeAll(http, syslogTcp, syslogUdp, snmp);
    try {
      if (!intake.awaitEmpty(options.limits().closeMillis())) {
        log.error("closing with {} bytes that Kafka has not stored", metrics.value("buffer_bytes"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeAll(sink);
  }

  private static void closeAll(@Nullable AutoCloseable... parts) {
    for (AutoCloseable part : parts) {
      try {
        if (part != null) {
          part.close();
        }
      } catch (Exception e) {
        log.warn("closing the gateway", e);
      }
    }
  }
}
