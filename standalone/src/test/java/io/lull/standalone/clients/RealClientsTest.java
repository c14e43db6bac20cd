package io.lull.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lull.job.config.LullConfig;
import io.lull.standalone.LullInstance;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * From a real client to an incident that {@code kcat} reads: every way in that the README names,
 * each with the program that users send with. Each client speaks of a resource of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
class RealClientsTest {
  private static final String LINK_DOWN = "1.3.6.1.6.3.1.1.5.3";
  private static final String IF_INDEX = "1.3.6.1.2.1.2.2.1.1.3";
  private static final String PROXY_ADDRESS = "1.3.6.1.6.3.18.1.3.0";
  private static final Duration ARRIVES = Duration.ofSeconds(75);

  @TempDir static Path home;
  private static @Nullable LullInstance instance;
  private static final List<Process> STARTED = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    RealClient.require("kcat");
    Path topology = home.resolve("topology.jsonl");
    Files.writeString(
        topology,
        """
        {"op":"UPSERT","node":{"id":"router-v1","type":"ROUTER","aliases":["10.0.0.7"],"attributes":{}}}
        {"op":"UPSERT","node":{"id":"router-v2c","type":"ROUTER","aliases":["10.0.0.8"],"attributes":{}}}
        {"op":"UPSERT","node":{"id":"router-v3","type":"ROUTER","aliases":["10.0.0.9"],"attributes":{}}}
        {"op":"UPSERT","node":{"id":"router-inform","type":"ROUTER","aliases":["10.0.0.10"],"attributes":{}}}
        """);
    Path thresholds = home.resolve("thresholds.yaml");
    Files.writeString(thresholds, THRESHOLDS);
    String yaml =
        """
        topology: {files: [%s]}
        thresholds: {files: [%s]}
        standalone: {parallelism: 1, checkpoint-interval: 5s}
        gateway:
          snmp:
            users:
              - {name: trapuser, auth: SHA-256, auth-pass: authpass12, privacy: AES, privacy-pass: privpass12, engine-id: "8000000001020304"}
        """
            .formatted(topology, thresholds);
    LullConfig config = LullConfig.parse(yaml, "test", home, name -> null);
    instance = LullInstance.start(config, home.resolve("data"));
  }

  private static final String THRESHOLDS =
      """
      thresholds:
        - {id: prometheus-is-up, metric: up, op: ">=", value: 1, severity: MAJOR, type: PROMETHEUS_IS_UP}
        - {id: collectd-has-load, metric: "load*", op: ">=", value: 0, severity: MAJOR, type: COLLECTD_HAS_LOAD}
      """;

  @AfterAll
  static void stop() throws Exception {
    for (Process process : STARTED) {
      RealClient.stop(process);
    }
    if (instance != null) {
      instance.close();
    }
  }

  private static LullInstance lull() {
    return Objects.requireNonNull(instance, "started before all tests");
  }

  @Test
  void snmptrapV1NamesItsAgent() throws Exception {
    RealClient.require("snmptrap");
    RealClient.run(
        "snmptrap",
        "-v1",
        "-c",
        "public",
        snmp(),
        "1.3.6.1.4.1.9.1.1",
        "10.0.0.7",
        "2",
        "0",
        "12345",
        "1.3.6.1.2.1.2.2.1.1.3",
        "i",
        "3");
    assertThat(alarmOf("router-v1").path("type").asText()).isEqualTo("LINK_DOWN");
  }

  @Test
  void snmptrapV2c() throws Exception {
    RealClient.require("snmptrap");
    RealClient.run(
        "snmptrap",
        "-v2c",
        "-c",
        "public",
        snmp(),
        "",
        LINK_DOWN,
        IF_INDEX,
        "i",
        "3",
        PROXY_ADDRESS,
        "a",
        "10.0.0.8");
    assertThat(alarmOf("router-v2c").path("type").asText()).isEqualTo("LINK_DOWN");
  }

  @Test
  void snmptrapV3WithAuthenticationAndPrivacy() throws Exception {
    RealClient.require("snmptrap");
    RealClient.run(
        "snmptrap",
        "-v3",
        "-e",
        "0x8000000001020304",
        "-l",
        "authPriv",
        "-u",
        "trapuser",
        "-a",
        "SHA-256",
        "-A",
        "authpass12",
        "-x",
        "AES",
        "-X",
        "privpass12",
        snmp(),
        "",
        LINK_DOWN,
        IF_INDEX,
        "i",
        "3",
        PROXY_ADDRESS,
        "a",
        "10.0.0.9");
    assertThat(alarmOf("router-v3").path("type").asText()).isEqualTo("LINK_DOWN");
  }

  @Test
  void snmpinformIsAnsweredAndArrives() throws Exception {
    RealClient.require("snmpinform");
    RealClient.run(
        "snmpinform",
        "-v2c",
        "-c",
        "public",
        "-r3",
        "-t5",
        snmp(),
        "",
        LINK_DOWN,
        IF_INDEX,
        "i",
        "3",
        PROXY_ADDRESS,
        "a",
        "10.0.0.10");
    assertThat(alarmOf("router-inform").path("type").asText()).isEqualTo("LINK_DOWN");
  }

  @Test
  void loggerOverUdpAndTcp() throws Exception {
    RealClient.require("logger");
    String port = Integer.toString(lull().syslogPort());
    String line =
        "%LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet1, changed state to down";
    RealClient.run(
        "logger",
        "--rfc5424=nohost",
        "-n",
        "127.0.0.1",
        "-P",
        port,
        "-d",
        "-p",
        "local4.err",
        "-t",
        "Ebra",
        line);
    RealClient.run(
        "logger",
        "--rfc5424",
        "--octet-count",
        "-n",
        "127.0.0.1",
        "-P",
        port,
        "-T",
        "-p",
        "local4.err",
        "-t",
        "Ebra",
        line);
    assertThat(alarmOf(hostName()).path("type").asText()).isEqualTo("LINE_PROTOCOL_DOWN");
  }

  @Test
  void rsyslogForwardsOverTcpAndWritesToKafka() throws Exception {
    RealClient.require("rsyslogd", "logger");
    int port = LullInstance.freePort();
    Path configuration = home.resolve("rsyslog.conf");
    Files.writeString(
        configuration,
        """
        global(workDirectory="%s")
        module(load="imudp")
        module(load="omkafka")
        input(type="imudp" address="127.0.0.1" port="%d" ruleset="lull")
        ruleset(name="lull") {
          if $programname == "relayed" then
            action(type="omfwd" target="127.0.0.1" port="%d" protocol="tcp" TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format")
          else
            action(type="omkafka" broker=["%s"] topic="lull.raw.syslog" template="RSYSLOG_SyslogProtocol23Format")
        }
        """
            .formatted(home, port, lull().syslogPort(), lull().bootstrap()));
    STARTED.add(
        RealClient.start(
            home.resolve("rsyslog.log"),
            "rsyslogd",
            "-n",
            "-f",
            configuration.toString(),
            "-i",
            home.resolve("rsyslog.pid").toString()));
    sendUntil(
        "relay-host",
        () ->
            sendUdp(
                port,
                "<163>1 - relay-host relayed - - - %LINK-3-UPDOWN: Interface Ethernet7, changed state to down"));
    sendUntil(
        "kafka-host",
        () ->
            sendUdp(
                port,
                "<163>1 - kafka-host direct - - - %LINK-3-UPDOWN: Interface Ethernet7, changed state to down"));
  }

  @Test
  void collectdWritesToKafkaItself() throws Exception {
    RealClient.require("collectd");
    Path configuration = home.resolve("collectd.conf");
    Files.writeString(
        configuration,
        """
        Hostname "collectd-host"
        FQDNLookup false
        Interval 2
        BaseDir "%s"
        LoadPlugin load
        LoadPlugin write_kafka
        <Plugin write_kafka>
          Property "metadata.broker.list" "%s"
          <Topic "lull.raw.collectd">
            Format JSON
            Key "host"
          </Topic>
        </Plugin>
        """
            .formatted(home, lull().bootstrap()));
    STARTED.add(
        RealClient.start(
            home.resolve("collectd.log"),
            "collectd",
            "-f",
            "-C",
            configuration.toString(),
            "-P",
            home.resolve("collectd.pid").toString()));
    assertThat(alarmOf("collectd-host").path("type").asText()).isEqualTo("COLLECTD_HAS_LOAD");
  }

  @Test
  void prometheusWritesRemotely() throws Exception {
    RealClient.require("prometheus");
    int port = LullInstance.freePort();
    Path configuration = home.resolve("prometheus.yml");
    Files.writeString(
        configuration,
        """
        global: {scrape_interval: 2s}
        scrape_configs:
          - job_name: prometheus
            static_configs: [{targets: ["127.0.0.1:%d"], labels: {instance: prometheus-host}}]
        remote_write:
          - url: %s/api/v1/write
        """
            .formatted(port, lull().http()));
    STARTED.add(
        RealClient.start(
            home.resolve("prometheus.log"),
            "prometheus",
            "--config.file=" + configuration,
            "--storage.tsdb.path=" + home.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + port));
    assertThat(alarmOf("prometheus-host").path("type").asText()).isEqualTo("PROMETHEUS_IS_UP");
  }

  @Test
  void alertmanagerCallsTheWebhook() throws Exception {
    RealClient.require("prometheus-alertmanager", "amtool");
    int port = LullInstance.freePort();
    Path configuration = home.resolve("alertmanager.yml");
    Files.writeString(
        configuration,
        """
        route: {receiver: lull, group_wait: 1s, group_interval: 2s}
        receivers:
          - name: lull
            webhook_configs: [{url: "%s/alertmanager", send_resolved: true}]
        """
            .formatted(lull().http()));
    STARTED.add(
        RealClient.start(
            home.resolve("alertmanager.log"),
            "prometheus-alertmanager",
            "--config.file=" + configuration,
            "--storage.path=" + home.resolve("alertmanager"),
            "--web.listen-address=127.0.0.1:" + port,
            "--cluster.listen-address="));
    sendUntil(
        "alert-host",
        () ->
            RealClient.run(
                "amtool",
                "--alertmanager.url=http://127.0.0.1:" + port,
                "alert",
                "add",
                "alertname=DiskWillFill",
                "instance=alert-host:9100",
                "severity=critical"));
  }

  @Test
  void theOpenTelemetrySdkExportsLogs() throws Exception {
    Resource resource =
        Resource.create(Attributes.of(AttributeKey.stringKey("host.name"), "otel-host"));
    try (SdkLoggerProvider provider =
        SdkLoggerProvider.builder()
            .setResource(resource)
            .addLogRecordProcessor(
                SimpleLogRecordProcessor.create(
                    OtlpHttpLogRecordExporter.builder()
                        .setEndpoint(lull().http() + "/v1/logs")
                        .build()))
            .build()) {
      provider
          .get("test")
          .logRecordBuilder()
          .setSeverity(Severity.FATAL)
          .setBody("the payment queue is full")
          .emit();
      provider.forceFlush().join(20, TimeUnit.SECONDS);
    }
    assertThat(alarmOf("otel-host").path("severity").asText()).isEqualTo("CRITICAL");
  }

  private static void sendUdp(int port, String line) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }
  }

  @FunctionalInterface
  private interface Attempt {
    void send() throws Exception;
  }

  /** Sends again until the receiving daemon is up and the alarm is in an incident. */
  private static void sendUntil(String resource, Attempt attempt) throws Exception {
    KcatReader reader = new KcatReader(lull().bootstrap());
    boolean arrived =
        LullInstance.await(
            ARRIVES,
            () -> {
              try {
                attempt.send();
              } catch (AssertionError notUpYet) {
                return false;
              }
              return !reader.alarmsOf(resource).isEmpty();
            });
    assertThat(arrived).as("an alarm of %s is in an incident", resource).isTrue();
  }

  private static String hostName() throws Exception {
    return RealClient.run("hostname").strip();
  }

  private String snmp() {
    return "127.0.0.1:" + lull().snmpPort();
  }

  private static JsonNode alarmOf(String resource) throws Exception {
    KcatReader reader = new KcatReader(lull().bootstrap());
    List<JsonNode> alarms = new ArrayList<>();
    boolean arrived = LullInstance.await(ARRIVES, () -> alarms.addAll(reader.alarmsOf(resource)));
    assertThat(arrived).as("an alarm of %s is in an incident", resource).isTrue();
    return alarms.get(0);
  }
}
