package io.lull.connector.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;

/** Syslog over UDP (RFC 5426): a message a datagram. */
final class SyslogUdpListener implements AutoCloseable {
  private final Intake intake;
  private final GatewayMetrics metrics;
  private final int maxBytes;
  private final UdpListener udp;

  SyslogUdpListener(
      InetSocketAddress address,
      GatewayOptions.Limits limits,
      Intake intake,
      InstantSource clock,
      GatewayMetrics metrics)
      throws IOException {
    this.intake = intake;
    this.metrics = metrics;
    this.maxBytes = limits.syslogBytes();
    int bufferBytes = limits.socketBufferBytes();
    udp = new UdpListener("syslog", address, bufferBytes, this::handle, clock, metrics);
  }

  void start() {
    udp.start();
  }

  int port() {
    return udp.port();
  }

  private void handle(InetSocketAddress peer, byte[] data, long arrivedMillis) {
    byte[] message = SyslogFramer.trim(data, data.length);
    if (message.length == 0) {
      intake.dropped(RawSource.SYSLOG, "empty");
      return;
    }
    if (message.length > maxBytes) {
      metrics.increment("truncated_total", "source", RawSource.SYSLOG.id());
      message = Arrays.copyOf(message, maxBytes);
    }
    String host = peer.getAddress().getHostAddress();
    intake.offerOrDrop(RawSource.SYSLOG, host, Map.of(), message, arrivedMillis);
  }

  @Override
  public void close() {
    udp.close();
  }
}
