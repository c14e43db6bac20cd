package io.lull.connector.gateway;

import static io.lull.connector.gateway.TestingRawSink.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawHeaders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snmp4j.PDU;
import org.snmp4j.PDUv1;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

/** What net-snmp's own programs send arrives, and they are answered as they expect. */
@Tag("clients")
class SnmpClientsTest {
  private static final OID TRAP_OID = new OID("1.3.6.1.6.3.1.1.4.1.0");
  private static final String LINK_DOWN = "1.3.6.1.6.3.1.1.5.3";
  private static final String AUTH_PASS = "authpass12";
  private static final String PRIV_PASS = "privpass12";
  private static final String SENDER_ENGINE = "0x8000000001020304";

  @TempDir Path home;
  private final TestingRawSink sink = new TestingRawSink();
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    start(GatewayOptions.SnmpAccess.DEFAULT);
  }

  private void start(GatewayOptions.SnmpAccess access) throws IOException {
    gateway =
        Gateway.start(
            GatewayOptions.DEFAULT
                .withListen(new GatewayOptions.Listen("127.0.0.1", 0, -1, -1))
                .withSnmp(access),
            sink);
  }

  private void restart(SnmpUser... users) throws IOException {
    gateway.close();
    start(new GatewayOptions.SnmpAccess(Set.of(), List.of(users), null));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Clients.Outcome send(String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of(command));
    all.replaceAll(word -> word.equals("TARGET") ? "127.0.0.1:" + gateway.snmpPort() : word);
    return Clients.run(home, all.toArray(String[]::new));
  }

  private Clients.Outcome sendV3(String program, String... security) throws Exception {
    List<String> command = new ArrayList<>(List.of(program, "-v3", "-r0", "-t1"));
    command.addAll(List.of(security));
    command.addAll(List.of("TARGET", "", LINK_DOWN, "1.3.6.1.2.1.2.2.1.1.3", "i", "3"));
    return send(command.toArray(String[]::new));
  }

  @Test
  void takesAVersion1TrapAsItIs() throws Exception {
    send(
        "snmptrap",
        "-v1",
        "-c",
        "public",
        "TARGET",
        "1.3.6.1.4.1.9.1.1",
        "10.0.0.7",
        "3",
        "0",
        "12345",
        "1.3.6.1.2.1.2.2.1.1.3",
        "i",
        "3");

    RawMessage message = sink.await(RawSource.SNMP, 1).get(0);
    assertThat(header(message, RawHeaders.PEER)).isEqualTo("127.0.0.1");
    assertThat(new String(message.key(), StandardCharsets.UTF_8)).isEqualTo("127.0.0.1");
    Decoded decoded = decode(message.value());
    assertThat(decoded.version()).isZero();
    assertThat(decoded.community()).isEqualTo("public");
    assertThat(((PDUv1) decoded.pdu()).getAgentAddress()).hasToString("10.0.0.7");
  }

  @Test
  void takesAVersion2TrapAsItIs() throws Exception {
    send(
        "snmptrap",
        "-v2c",
        "-c",
        "public",
        "TARGET",
        "",
        LINK_DOWN,
        "1.3.6.1.2.1.2.2.1.1.3",
        "i",
        "3");

    Decoded decoded = decode(sink.await(RawSource.SNMP, 1).get(0).value());
    assertThat(decoded.version()).isEqualTo(1);
    assertThat(decoded.pdu().getType()).isEqualTo(PDU.TRAP);
    assertThat(decoded.pdu().getVariable(TRAP_OID)).hasToString(LINK_DOWN);
  }

  @Test
  void confirmsAnInform() throws Exception {
    Clients.Outcome outcome =
        send("snmpinform", "-v2c", "-c", "public", "-r0", "-t3", "TARGET", "", LINK_DOWN);

    assertThat(outcome.exit()).as(outcome.output()).isZero();
    assertThat(sink.of(RawSource.SNMP)).hasSize(1);
  }

  @Test
  void doesNotConfirmAnInformThatKafkaHasNotStored() throws Exception {
    sink.stall();

    Clients.Outcome outcome =
        send("snmpinform", "-v2c", "-c", "public", "-r0", "-t1", "TARGET", "", LINK_DOWN);

    assertThat(outcome.exit()).isNotZero();
    assertThat(sink.taken(RawSource.SNMP)).isEqualTo(1);
    assertThat(gateway.metrics().value("informs_answered_total")).isZero();
    sink.resume();
    assertThat(gateway.metrics().value("informs_answered_total")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "MD5,DES",
    "SHA,AES",
    "SHA-224,AES",
    "SHA-256,AES",
    "SHA-384,AES-192",
    "SHA-512,AES-256",
    "SHA-256,AES-256-C",
    "SHA,"
  })
  void opensAVersion3TrapAndConfirmsAnInform(String auth, String privacy) throws Exception {
    boolean encrypted = privacy != null;
    restart(
        new SnmpUser(
            "trapuser",
            SnmpUser.Auth.parse(auth),
            AUTH_PASS,
            SnmpUser.Privacy.parse(encrypted ? privacy : "NONE"),
            encrypted ? PRIV_PASS : null,
            null));
    List<String> security = new ArrayList<>(List.of("-u", "trapuser", "-a", auth, "-A", AUTH_PASS));
    security.addAll(List.of("-l", encrypted ? "authPriv" : "authNoPriv"));
    if (encrypted) {
      security.addAll(List.of("-x", privacy, "-X", PRIV_PASS));
    }
    List<String> trap = new ArrayList<>(List.of("-e", SENDER_ENGINE));
    trap.addAll(security);

    assertThat(sendV3("snmptrap", trap.toArray(String[]::new)).exit()).isZero();
    RawMessage message = sink.await(RawSource.SNMP, 1).get(0);
    assertThat(header(message, SnmpListener.VERSION_HEADER)).isEqualTo("3");
    assertThat(header(message, SnmpListener.USER_HEADER)).isEqualTo("trapuser");
    Decoded decoded = decode(message.value());
    assertThat(decoded.version()).isEqualTo(1);
    assertThat(decoded.community()).isEmpty();
    assertThat(decoded.pdu().getVariable(TRAP_OID)).hasToString(LINK_DOWN);

    Clients.Outcome inform = sendV3("snmpinform", security.toArray(String[]::new));
    assertThat(inform.exit()).as(inform.output()).isZero();
    assertThat(decode(sink.await(RawSource.SNMP, 2).get(1).value()).pdu().getType())
        .isEqualTo(PDU.INFORM);
    assertThat(gateway.metrics().total("dropped_total")).isZero();
  }

  /** Each takes part of what the user needs away, and must not pass. */
  @ParameterizedTest
  @CsvSource({
    "unknown user, -l authPriv -u nobody -a SHA-256 -A authpass12 -x AES -X privpass12",
    "wrong authentication pass phrase, -l authPriv -u trapuser -a SHA-256 -A wrongpass12 -x AES -X privpass12",
    "wrong authentication protocol, -l authPriv -u trapuser -a SHA -A authpass12 -x AES -X privpass12",
    "wrong privacy pass phrase, -l authPriv -u trapuser -a SHA-256 -A authpass12 -x AES -X wrongpass12",
    "not encrypted, -l authNoPriv -u trapuser -a SHA-256 -A authpass12",
    "not authenticated, -l noAuthNoPriv -u trapuser"
  })
  void refusesWrongCredentials(String what, String security) throws Exception {
    restart(
        new SnmpUser(
            "trapuser", SnmpUser.Auth.SHA_256, AUTH_PASS, SnmpUser.Privacy.AES, PRIV_PASS, null));

    sendV3("snmptrap", ("-e " + SENDER_ENGINE + " " + security).split(" "));
    Clients.Outcome inform = sendV3("snmpinform", security.split(" "));

    assertThat(inform.exit()).as(what).isNotZero();
    assertThat(sink.of(RawSource.SNMP)).as(what).isEmpty();
    assertThat(
            gateway.metrics().value("dropped_total", "source", "snmp", "reason", "authentication"))
        .as(what)
        .isGreaterThanOrEqualTo(2);
  }

  private record Decoded(int version, String community, PDU pdu) {}

  private static Decoded decode(byte[] message) throws IOException {
    BERInputStream in = new BERInputStream(ByteBuffer.wrap(message));
    BER.decodeHeader(in, new BER.MutableByte());
    Integer32 version = new Integer32();
    version.decodeBER(in);
    OctetString community = new OctetString();
    community.decodeBER(in);
    PDU pdu = version.getValue() == 0 ? new PDUv1() : new PDU();
    pdu.decodeBER(in);
    return new Decoded(version.getValue(), community.toString(), pdu);
  }
}
