package io.lull.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {
  @TempDir Path dir;

  @Test
  void endsOfEveryKind() throws Exception {
    assertThat(texts("a\nb\r\n\nc")).containsExactly("1:a", "2:b", "3:", "4:c");
    assertThat(texts("a\n")).containsExactly("1:a");
    assertThat(texts("")).isEmpty();
    assertThat(texts("\n")).containsExactly("1:");
    assertThat(texts("a\r\r\n")).containsExactly("1:a\r");
    assertThat(texts("a\r")).containsExactly("1:a");
  }

  @Test
  void byteOrderMarkIsNoText() throws Exception {
    assertThat(texts("\uFEFFa\n\uFEFFb")).containsExactly("1:a", "2:\uFEFFb");
    assertThat(texts("\uFEFF")).isEmpty();
  }

  @Test
  void gzipIsToldByItsBytes() throws Exception {
    byte[] one = gzip("\uFEFFa\nb");
    byte[] two = gzip("c\r\nd\n");
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);

    assertThat(texts(both, 100)).containsExactly("1:a", "2:bc", "3:d");
  }

  /** Such as {@code lull cmdb import <(zcat estate.jsonl.gz)}, whose writer takes its time. */
  @Test
  void pipeIsReadToItsEnd() throws Exception {
    byte[] plain = "a\nbc\nd".getBytes(StandardCharsets.UTF_8);
    assertThat(textsOfPipe(plain)).containsExactly("1:a", "2:bc", "3:d");

    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (String member : List.of("a\nb", "c\n", "d")) {
      members.write(gzip(member));
    }
    assertThat(textsOfPipe(members.toByteArray())).containsExactly("1:a", "2:bc", "3:d");
  }

  private List<String> textsOfPipe(byte[] bytes) throws Exception {
    Path pipe = dir.resolve("pipe");
    Files.deleteIfExists(pipe);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<List<String>> read =
        CompletableFuture.supplyAsync(
            () -> {
              try (LineReader reader = LineReader.open(pipe)) {
                return texts(reader);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try (OutputStream out = Files.newOutputStream(pipe)) {
      for (byte one : bytes) {
        out.write(one);
        Thread.sleep(1);
      }
    }
    return read.get(60, TimeUnit.SECONDS);
  }

  @Test
  void gzipThatEndsEarlyIsAnError() throws Exception {
    byte[] whole = gzip("a\n".repeat(1000));
    assertThatThrownBy(() -> texts(Arrays.copyOf(whole, whole.length - 9), 100))
        .isInstanceOf(IOException.class);
  }

  @Test
  void longLineIsCutAndTheRestGoesOn() throws Exception {
    for (int length : new int[] {11, 100, 70_000, 200_000}) {
      byte[] bytes =
          ("0123456789\n" + "x".repeat(length) + "\nlast").getBytes(StandardCharsets.UTF_8);
      assertThat(texts(bytes, 10)).containsExactly("1:0123456789", "2:cut xxxxxxxxxx", "3:last");
    }
  }

  @Test
  void linesAcrossBufferEndsStayWhole() throws Exception {
    for (int length = 65_530; length < 65_542; length++) {
      String first = "y".repeat(length);
      assertThat(texts(first + "\r\nz")).containsExactly("1:" + first, "2:z");
    }
  }

  @Test
  void whatIsNotUtf8SaysSo() throws Exception {
    Path file = Files.write(dir.resolve("f"), new byte[] {'a', (byte) 0xC3, '\n', 'b'});
    try (LineReader reader = LineReader.open(file)) {
      LineReader.Line line = reader.next();
      assertThat(line).isNotNull();
      assertThatThrownBy(line::text)
          .isInstanceOf(BadLineException.class)
          .hasMessageContaining("UTF-8");
      assertThat(reader.next()).isNotNull();
    }
  }

  private List<String> texts(String content) throws Exception {
    return texts(content.getBytes(StandardCharsets.UTF_8), 1 << 20);
  }

  private List<String> texts(byte[] content, int maxBytes) throws Exception {
    Path file = Files.write(dir.resolve("f"), content);
    try (LineReader reader = LineReader.open(file, maxBytes)) {
      return texts(reader);
    }
  }

  private static List<String> texts(LineReader reader) throws IOException {
    List<String> texts = new ArrayList<>();
    for (LineReader.Line line = reader.next(); line != null; line = reader.next()) {
      String text = new String(line.bytes(), StandardCharsets.UTF_8);
      texts.add(line.number() + ":" + (line.cut() ? "cut " : "") + text);
    }
    return texts;
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
