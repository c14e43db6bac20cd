package io.lull.connector.gateway;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One UDP socket and the one thread that reads it, so what a sender sends stays in order. */
final class UdpListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UdpListener.class);
  private static final int LARGEST_DATAGRAM = 65_535;

  /** Told of each datagram on the listener's thread. */
  interface Handler {
    void handle(InetSocketAddress peer, byte[] data, long arrivedMillis);
  }

  private final DatagramSocket socket;
  private final Thread thread;
  private final String name;
  private final Handler handler;
  private final InstantSource clock;
  private final GatewayMetrics metrics;
  private final RateLimitedLog errors = new RateLimitedLog(log);

  UdpListener(
      String name,
      InetSocketAddress address,
      int bufferBytes,
      Handler handler,
      InstantSource clock,
      GatewayMetrics metrics)
      throws IOException {
    this.name = name;
    this.handler = handler;
    this.clock = clock;
    this.metrics = metrics;
    socket = new DatagramSocket(null);
    try {
      socket.setReceiveBufferSize(bufferBytes);
      socket.bind(address);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    if (socket.getReceiveBufferSize() < bufferBytes) {
      log.info(
          "{}: the system grants {} of {} bytes of socket buffer (sysctl net.core.rmem_max)",
          name,
          socket.getReceiveBufferSize(),
          bufferBytes);
    }
    thread = new Thread(this::run, "gateway-" + name + "-udp");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Sends a datagram from this socket; callable from any thread. */
  void send(InetSocketAddress peer, byte[] data) throws IOException {
    socket.send(new DatagramPacket(data, data.length, peer));
  }

  private void run() {
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST_DATAGRAM], LARGEST_DATAGRAM);
    while (!socket.isClosed()) {
      try {
        packet.setLength(LARGEST_DATAGRAM);
        socket.receive(packet);
        long arrivedMillis = clock.millis();
        byte[] data = Arrays.copyOf(packet.getData(), packet.getLength());
        handler.handle((InetSocketAddress) packet.getSocketAddress(), data, arrivedMillis);
      } catch (SocketException e) {
        if (!socket.isClosed()) {
          failed(e);
        }
      } catch (IOException | RuntimeException e) {
        failed(e);
      }
    }
  }

  /** One bad datagram, or a bug that it found, must not end the listener. */
  private void failed(Exception e) {
    metrics.increment("errors_total", "source", name);
    errors.warn(name + ": a datagram could not be handled: " + e);
  }

  /** Ends reading; a datagram being handled is handled to the end. */
  @Override
  public void close() {
    socket.close();
    Threads.join(thread, 5000);
  }
}
