package io.lull.connector.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Traps and informs of SNMP v1, v2c and v3.
 *
 * <p>v1 and v2c messages are written as they came, v3 messages as the v2c message that they carry
 * (see {@link UsmReceiver}). An inform is confirmed once Kafka has it, not before: a sender without
 * confirmation sends again. What cannot be read is written too, for the dead letters.
 */
final class SnmpListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SnmpListener.class);

  /** Header: the SNMP version a message came in, where that is not the one it is written in. */
  static final String VERSION_HEADER = "snmp.version";

  /** Header: the v3 security name. */
  static final String USER_HEADER = "snmp.user";

  private static final Map<String, byte[]> V3 = Map.of(VERSION_HEADER, utf8("3"));

  private final GatewayOptions.SnmpAccess access;
  private final Intake intake;
  private final GatewayMetrics metrics;
  private final UdpListener udp;
  private final UsmReceiver usm;
  private final RateLimitedLog refusals = new RateLimitedLog(log);

  SnmpListener(
      InetSocketAddress address,
      GatewayOptions options,
      Intake intake,
      InstantSource clock,
      GatewayMetrics metrics)
      throws IOException {
    this.access = options.snmp();
    this.intake = intake;
    this.metrics = metrics;
    int bufferBytes = options.limits().socketBufferBytes();
    udp = new UdpListener("snmp", address, bufferBytes, this::handle, clock, metrics);
    usm = new UsmReceiver(access, clock, udp::send);
  }

  void start() {
    udp.start();
  }

  int port() {
    return udp.port();
  }

  private void handle(InetSocketAddress peer, byte[] data, long arrivedMillis) {
    SnmpHeader header = SnmpHeader.read(data);
    if (header == null) {
      malformed(peer, data, arrivedMillis, Map.of());
    } else if (header.version() == SnmpHeader.V3) {
      handleV3(peer, data, arrivedMillis);
    } else if (!access.communities().isEmpty()
        && !access.communities().contains(header.community())) {
      refuse(peer, "wrong_community", "community is not one of those configured");
    } else if (header.isV2cInform()) {
      inform(peer, data, Map.of(), arrivedMillis, header.confirmation(data));
    } else {
      intake.offerOrDrop(RawSource.SNMP, host(peer), Map.of(), data, arrivedMillis);
    }
  }

  private void handleV3(InetSocketAddress peer, byte[] data, long arrivedMillis) {
    UsmReceiver.Result result = usm.receive(peer, data);
    switch (result.kind()) {
      case MESSAGE -> {
        Map<String, byte[]> headers =
            Map.of(VERSION_HEADER, utf8("3"), USER_HEADER, utf8(result.user()));
        byte[] confirmation = result.confirmation();
        if (confirmation != null) {
          inform(peer, result.v2cMessage(), headers, arrivedMillis, confirmation);
        } else {
          byte[] message = result.v2cMessage();
          intake.offerOrDrop(RawSource.SNMP, host(peer), headers, message, arrivedMillis);
        }
      }
      case DISCOVERY -> metrics.increment("snmp_discoveries_total");
      case REFUSED -> refuse(peer, "authentication", result.reason());
      case MALFORMED -> malformed(peer, data, arrivedMillis, V3);
    }
  }

  /** No room, or not stored: no confirmation, so the sender sends it again. */
  private void inform(
      InetSocketAddress peer,
      byte[] message,
      Map<String, byte[]> headers,
      long arrivedMillis,
      byte[] confirmation) {
    RawSink.Completion confirm =
        failure -> {
          if (failure == null) {
            confirm(peer, confirmation);
          }
        };
    if (!intake.offer(
        RawSource.SNMP,
        Intake.Sender.CAN_WAIT,
        host(peer),
        headers,
        message,
        arrivedMillis,
        confirm)) {
      metrics.increment("informs_unanswered_total");
    }
  }

  private void confirm(InetSocketAddress peer, byte[] confirmation) {
    try {
      udp.send(peer, confirmation);
      metrics.increment("informs_answered_total");
    } catch (IOException e) {
      refusals.warn("an inform of " + peer + " is stored but could not be confirmed: " + e);
    }
  }

  private void malformed(
      InetSocketAddress peer, byte[] data, long arrivedMillis, Map<String, byte[]> headers) {
    metrics.increment("malformed_total", "source", RawSource.SNMP.id());
    intake.offerOrDrop(RawSource.SNMP, host(peer), headers, data, arrivedMillis);
  }

  private void refuse(InetSocketAddress peer, String reason, @Nullable String detail) {
    intake.dropped(RawSource.SNMP, reason);
    refusals.warn("SNMP message of " + host(peer) + " refused: " + detail);
  }

  private static String host(InetSocketAddress peer) {
    return peer.getAddress().getHostAddress();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    udp.close();
  }
}
