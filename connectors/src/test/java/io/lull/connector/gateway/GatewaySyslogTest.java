package io.lull.connector.gateway;

import static io.lull.connector.gateway.TestingRawSink.header;
import static io.lull.connector.gateway.TestingRawSink.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.RawHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewaySyslogTest {
  private static final GatewayOptions.Limits SMALL =
      new GatewayOptions.Limits(1000, 1000, 200, 2, 20_000, 1 << 20, 500, 3000);

  @TempDir Path home;
  private final TestingRawSink sink = new TestingRawSink();
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway =
        Gateway.start(
            GatewayOptions.DEFAULT
                .withListen(new GatewayOptions.Listen("127.0.0.1", -1, 0, -1))
                .withLimits(SMALL),
            sink);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), gateway.syslogPort());
  }

  private void sendUdp(String... messages) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      for (String message : messages) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        socket.send(
            new DatagramPacket(
                bytes, bytes.length, InetAddress.getLoopbackAddress(), gateway.syslogPort()));
      }
    }
  }

  @Test
  void takesADatagramAsAMessage() throws Exception {
    long before = System.currentTimeMillis();

    sendUdp("<189>45: *Mar  1 00:01:02: %LINK-3-UPDOWN: down\r\n\0", "<13> two\nlines");

    List<RawMessage> messages = sink.await(RawSource.SYSLOG, 2);
    assertThat(messages)
        .extracting(TestingRawSink::text)
        .containsExactly("<189>45: *Mar  1 00:01:02: %LINK-3-UPDOWN: down", "<13> two\nlines");
    assertThat(header(messages.get(0), RawHeaders.PEER)).isEqualTo("127.0.0.1");
    assertThat(messages.get(0).key()).isEqualTo("127.0.0.1".getBytes(StandardCharsets.UTF_8));
    assertThat(messages.get(0).timestampMillis()).isBetween(before, System.currentTimeMillis());
  }

  @Test
  void cutsALongDatagramAndSaysSo() throws Exception {
    sendUdp("<13>" + "x".repeat(500));

    assertThat(text(sink.await(RawSource.SYSLOG, 1).get(0))).hasSize(200);
    assertThat(gateway.metrics().value("truncated_total", "source", "syslog")).isEqualTo(1);
  }

  @Test
  void takesBothFramingsOnOneConnection() throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write("<13>a\n5 <13>b<13>c".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(sink.await(RawSource.SYSLOG, 3))
        .extracting(TestingRawSink::text)
        .containsExactly("<13>a", "<13>b", "<13>c");
  }

  @Test
  void countsTheDatagramsForWhichThereIsNoRoom() throws Exception {
    sink.stall();
    String message = "<13>" + "x".repeat(190);
    int sent = 100;
    sendUdp(IntStream.range(0, sent).mapToObj(i -> message).toArray(String[]::new));
    awaitTrue(() -> counted() == sent);

    long dropped = dropped();
    assertThat(dropped).isPositive();
    assertThat(gateway.metrics().value("buffer_bytes")).isLessThanOrEqualTo(20_000);
    sink.resume();
    assertThat(sink.of(RawSource.SYSLOG)).hasSize((int) (sent - dropped));
    assertThat(gateway.metrics().value("buffer_bytes")).isZero();
  }

  private long dropped() {
    return gateway.metrics().value("dropped_total", "source", "syslog", "reason", "buffer_full");
  }

  private long counted() {
    return dropped() + gateway.metrics().value("received_total", "source", "syslog");
  }

  /** More than fits in all buffers on the way, while nothing is stored: the sender must wait. */
  @Test
  void makesATcpSenderWaitAndLosesNothing() throws Exception {
    sink.stall();
    int count = 100_000;
    AtomicInteger written = new AtomicInteger();
    try (Socket socket = connect()) {
      Thread sender = new Thread(() -> writeAll(socket, count, written));
      sender.start();
      awaitTrue(() -> gateway.metrics().value("buffer_bytes") > 14_000);
      int before;
      do {
        before = written.get();
        sender.join(300);
      } while (written.get() > before);
      assertThat(sender.isAlive()).as("the sender waits").isTrue();
      assertThat(gateway.metrics().value("buffer_bytes")).isLessThanOrEqualTo(15_000);

      sink.resume();
      sender.join(Duration.ofSeconds(20).toMillis());
    }
    List<RawMessage> messages = sink.await(RawSource.SYSLOG, count);
    List<String> expected = new ArrayList<>();
    IntStream.range(0, count).forEach(i -> expected.add(line(i)));
    assertThat(messages).extracting(TestingRawSink::text).isEqualTo(expected);
    assertThat(gateway.metrics().total("dropped_total")).isZero();
  }

  private static String line(int number) {
    return "<13>" + "x".repeat(150) + number;
  }

  private static void writeAll(Socket socket, int count, AtomicInteger written) {
    try {
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < count; i++) {
        out.write((line(i) + "\n").getBytes(StandardCharsets.UTF_8));
        written.incrementAndGet();
      }
    } catch (IOException e) {
      // The count of what arrived tells.
      written.set(-1);
    }
  }

  @Test
  void refusesMoreConnectionsThanAllowed() throws Exception {
    try (Socket first = connect();
        Socket second = connect();
        Socket third = connect()) {
      assertThat(third.getInputStream().read()).isEqualTo(-1);
      assertThat(gateway.metrics().total("connections_refused_total")).isEqualTo(1);
      assertThat(first.isConnected() && second.isConnected()).isTrue();
    }
    awaitTrue(() -> gateway.metrics().value("syslog_connections") == 0);
  }

  @Test
  void writesWhatItHasReadBeforeItCloses() throws Exception {
    sink.stall();
    try (Socket socket = connect()) {
      String many = "<13>message of a few bytes\n".repeat(200);
      socket.getOutputStream().write(many.getBytes(StandardCharsets.UTF_8));
      awaitTrue(() -> gateway.metrics().value("buffer_bytes") > 14_000);

      Thread closing = new Thread(gateway::close);
      closing.start();
      sink.resume();
      closing.join(5000);
    }
    assertThat(sink.of(RawSource.SYSLOG)).hasSize(200);
    assertThat(sink.isClosed()).isTrue();
  }

  @Test
  @Tag("clients")
  void takesWhatLoggerSends() throws Exception {
    String port = Integer.toString(gateway.syslogPort());
    for (List<String> options :
        List.of(
            List.of("-d", "--rfc5424"),
            List.of("-T", "--rfc5424"),
            List.of("-T", "--rfc5424", "--octet-count"),
            List.of("-d", "--rfc3164"))) {
      List<String> command = new ArrayList<>(List.of("logger", "-n", "127.0.0.1", "-P", port));
      command.addAll(options);
      command.addAll(List.of("-p", "local4.err", "-t", "bgpd", "neighbor down"));
      int before = sink.of(RawSource.SYSLOG).size();
      assertThat(Clients.run(home, command.toArray(String[]::new)).exit()).isZero();
      assertThat(text(sink.await(RawSource.SYSLOG, before + 1).get(before)))
          .as("%s", options)
          .startsWith("<163>")
          .endsWith("neighbor down");
    }
  }

  private static void awaitTrue(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within 60 s").isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
