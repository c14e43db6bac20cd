package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.params.provider.Arguments;

/**
 * The savepoints of releases that are kept with the tests: a folder a case, named after the release
 * and the job, see the README there.
 */
final class GoldenSavepoints {
  /** Names the case to be written, such as {@code 0.2.0-events}. */
  static final String WRITE = "lull.savepoint.write";

  private static final Path GOLDEN = Path.of("src/test/resources/savepoints");
  private static final String FILE = "savepoint.zip.base64";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private GoldenSavepoints() {}

  /** Cases of a job, each at two parallelisms. */
  static Stream<Arguments> cases(String job) throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.endsWith("-" + job))
          .sorted()
          .flatMap(name -> Stream.of(1, 2).map(parallelism -> Arguments.of(name, parallelism)))
          .toList()
          .stream();
    }
  }

  /** Unpacks a case; the configuration of a job that goes on from it. */
  static Configuration restore(String name, Path directory) throws IOException {
    unpack(GOLDEN.resolve(name).resolve(FILE), directory);
    Configuration flink = new Configuration();
    flink.set(StateRecoveryOptions.SAVEPOINT_PATH, directory.toUri().toString());
    return flink;
  }

  /** Stops a job with a savepoint when something holds, and keeps it under {@link #WRITE}. */
  static void write(JobClient client, Path directory, Condition ready) throws Exception {
    await(ready);
    String savepoint =
        client
            .stopWithSavepoint(false, directory.toUri().toString(), SavepointFormatType.CANONICAL)
            .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    Path golden = GOLDEN.resolve(System.getProperty(WRITE));
    Files.createDirectories(golden);
    Files.write(golden.resolve(FILE), pack(Path.of(URI.create(savepoint))));
  }

  /** The files of a folder as ZIP in Base64. */
  private static byte[] pack(Path folder) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(packed);
        Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        out.putNextEntry(new ZipEntry(file.getFileName().toString()));
        out.write(Files.readAllBytes(file));
      }
    }
    byte[] newLine = "\n".getBytes(StandardCharsets.US_ASCII);
    byte[] text = Base64.getMimeEncoder(120, newLine).encode(packed.toByteArray());
    byte[] ended = Arrays.copyOf(text, text.length + 1);
    ended[text.length] = '\n';
    return ended;
  }

  private static void unpack(Path file, Path folder) throws IOException {
    byte[] packed = Base64.getMimeDecoder().decode(Files.readAllBytes(file));
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(packed))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Files.write(folder.resolve(entry.getName()), in.readAllBytes());
      }
    }
  }

  /** What is waited for. */
  interface Condition {
    boolean holds() throws Exception;
  }

  static void await(Condition condition) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}
