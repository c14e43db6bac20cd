package io.lull.connector.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatewayTest {
  /** {@code snmptrap -v2c -c public}, coldStart; the byte at 17 is the tag of the PDU. */
  private static final byte[] TRAP =
      HexFormat.of()
          .parseHex(
              "303a020101"
                  + "04067075626c6963"
                  + "a72d020400000007020100020100301f"
                  + "300d06082b060102010103004301ff"
                  + "300e060a2b060106030101040100"
                  + "0500");

  private final TestingRawSink sink = new TestingRawSink();

  private Gateway start(GatewayOptions options) throws IOException {
    return Gateway.start(options.withListen(GatewayOptions.Listen.ANY_FREE_PORT), sink);
  }

  private static void send(Gateway gateway, byte[]... datagrams) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      for (byte[] data : datagrams) {
        socket.send(
            new DatagramPacket(
                data, data.length, InetAddress.getLoopbackAddress(), gateway.snmpPort()));
      }
    }
  }

  @Test
  void keepsTheOrderOfASender() throws Exception {
    try (Gateway gateway = start(GatewayOptions.DEFAULT)) {
      byte[][] datagrams = new byte[200][];
      for (int i = 0; i < datagrams.length; i++) {
        datagrams[i] = TRAP.clone();
        datagrams[i][datagrams[i].length - 1] = (byte) i;
      }
      send(gateway, datagrams);

      List<RawMessage> messages = sink.await(RawSource.SNMP, datagrams.length);
      assertThat(messages).extracting(RawMessage::value).containsExactly(datagrams);
      assertThat(messages).extracting(RawMessage::timestampMillis).isSorted();
    }
  }

  @Test
  void writesUnreadableDatagramsForTheDeadLetters() throws Exception {
    try (Gateway gateway = start(GatewayOptions.DEFAULT)) {
      Random random = new Random(7);
      byte[][] datagrams = new byte[300][];
      for (int i = 0; i < datagrams.length; i++) {
        datagrams[i] = new byte[1 + random.nextInt(100)];
        random.nextBytes(datagrams[i]);
        // Most begin well, so that the damage is found at any depth; a third claims to be v3.
        byte[] start = HexFormat.of().parseHex(i % 3 == 0 ? "3081" : "30060201");
        System.arraycopy(start, 0, datagrams[i], 0, Math.min(start.length, datagrams[i].length));
        if (i % 3 == 1 && datagrams[i].length > 4) {
          datagrams[i][1] = (byte) (datagrams[i].length - 2);
          datagrams[i][4] = 3;
        }
      }
      send(gateway, datagrams);

      assertThat(sink.await(RawSource.SNMP, datagrams.length))
          .extracting(RawMessage::value)
          .containsExactly(datagrams);
      assertThat(gateway.metrics().value("malformed_total", "source", "snmp")).isPositive();
      assertThat(gateway.metrics().total("errors_total")).isZero();
    }
  }

  @Test
  void takesOnlyTheCommunitiesThatAreConfigured() throws Exception {
    GatewayOptions.SnmpAccess access =
        new GatewayOptions.SnmpAccess(Set.of("secret"), List.of(), null);
    try (Gateway gateway = start(GatewayOptions.DEFAULT.withSnmp(access))) {
      byte[] allowed = TRAP.clone();
      System.arraycopy(
          "secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, allowed, 7, 6);
      send(gateway, TRAP, allowed);

      assertThat(sink.await(RawSource.SNMP, 1))
          .extracting(RawMessage::value)
          .containsExactly(allowed);
      assertThat(
              gateway
                  .metrics()
                  .value("dropped_total", "source", "snmp", "reason", "wrong_community"))
          .isEqualTo(1);
    }
  }

  @Test
  void beatsOnceASecond() throws Exception {
    try (Gateway gateway = start(GatewayOptions.DEFAULT)) {
      List<RawMessage> beats = sink.await(RawSource.CLOCK, 2);

      assertThat(beats.get(0).value()).isEmpty();
      assertThat(beats.get(0).key()).asString().isEqualTo("gateway");
      assertThat(beats.get(1).timestampMillis() - beats.get(0).timestampMillis())
          .isBetween(500L, 3000L);
      assertThat(gateway.metrics().total("received_total")).isZero();
    }
  }

  /** Or the record would be late by the gateway's fault. */
  @Test
  void doesNotLetTheClockOvertakeARecordThatIsNotStored() {
    GatewayMetrics metrics = new GatewayMetrics();
    Intake intake = new Intake(sink, GatewayOptions.DEFAULT, metrics);
    long arrived = 1_700_000_000_300L;
    sink.stall();
    assertThat(offer(intake, arrived) && offer(intake, arrived + 5000)).isTrue();

    assertThat(intake.safeTime(arrived + 60_000)).isEqualTo(1_700_000_000_000L);
    sink.resume();
    assertThat(intake.safeTime(arrived + 60_000)).isEqualTo(arrived + 60_000);
  }

  private static boolean offer(Intake intake, long millis) {
    return intake.offer(
        RawSource.EVENTS,
        Intake.Sender.CAN_WAIT,
        "peer",
        Map.of(),
        new byte[1],
        millis,
        failure -> {});
  }

  @Test
  void keepsRoomForThoseWhoCannotWait() {
    GatewayOptions options =
        GatewayOptions.DEFAULT.withLimits(
            new GatewayOptions.Limits(1000, 1000, 1000, 1, 4000, 1000, 1000, 1000));
    Intake intake = new Intake(sink, options, new GatewayMetrics());
    sink.stall();
    while (offer(intake, 0)) {
      assertThat(sink.taken(RawSource.EVENTS)).isLessThan(20);
    }

    intake.offerOrDrop(RawSource.SNMP, "peer", Map.of(), new byte[1], 0);

    assertThat(sink.taken(RawSource.SNMP)).isEqualTo(1);
  }

  @Test
  void closesOnceAndForAll() throws Exception {
    Gateway gateway = start(GatewayOptions.DEFAULT);
    int port = gateway.httpPort();
    gateway.close();
    gateway.close();

    assertThat(sink.isClosed()).isTrue();
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      GatewayOptions.Listen listen =
          new GatewayOptions.Listen("127.0.0.1", 0, 0, taken.getLocalPort());

      assertThatThrownBy(() -> Gateway.start(GatewayOptions.DEFAULT.withListen(listen), sink))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("HTTP")
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
      assertThat(sink.isClosed()).isTrue();
    }
  }

  @Test
  void leavesOutWhatIsSwitchedOff() throws Exception {
    GatewayOptions.Listen off = new GatewayOptions.Listen("127.0.0.1", -1, -1, -1);
    try (Gateway gateway = Gateway.start(GatewayOptions.DEFAULT.withListen(off), sink)) {
      assertThat(List.of(gateway.snmpPort(), gateway.syslogPort(), gateway.httpPort()))
          .containsOnly(-1);
    }
  }

  @Test
  void refusesOptionsThatCannotWork() {
    assertThatThrownBy(() -> new GatewayOptions.Listen("127.0.0.1", 70_000, 0, 0))
        .hasMessageContaining("70000");
    assertThatThrownBy(() -> new GatewayOptions.Topics("lull raw", Map.of()))
        .hasMessageContaining("lull rawsnmp");
    assertThatThrownBy(() -> new GatewayOptions.Kafka("a:1", Map.of("acks", "0")))
        .hasMessageContaining("acks");
    assertThatThrownBy(() -> GatewayOptions.DEFAULT.withBearerToken(" "))
        .hasMessageContaining("blank");
    assertThatThrownBy(
            () -> new SnmpUser("u", SnmpUser.Auth.SHA, "short", SnmpUser.Privacy.NONE, null, null))
        .hasMessageContaining("8 characters");
    assertThatThrownBy(() -> SnmpUser.Auth.parse("SHA-1024")).hasMessageContaining("SHA-1024");
    assertThatThrownBy(() -> new GatewayOptions.SnmpAccess(Set.of(), List.of(), "0x80zz"))
        .hasMessageContaining("0x80zz");
    assertThat(SnmpUser.Privacy.parse("aes128")).isEqualTo(SnmpUser.Privacy.AES);
  }

  @Test
  void keepsSecretsOutOfItsText() {
    SnmpUser user =
        new SnmpUser(
            "u", SnmpUser.Auth.SHA, "hunter2hunter2", SnmpUser.Privacy.AES, "hunter2hunter2", null);
    GatewayOptions options =
        GatewayOptions.DEFAULT
            .withBearerToken("hunter2")
            .withSnmp(new GatewayOptions.SnmpAccess(Set.of("hunter2"), List.of(user), null))
            .withKafka(new GatewayOptions.Kafka("a:1", Map.of("sasl.jaas.config", "hunter2")));

    assertThat(options.toString()).doesNotContain("hunter2").contains("SnmpUser[u, SHA, AES");
  }
}
