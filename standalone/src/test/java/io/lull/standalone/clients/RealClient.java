package io.lull.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the programs of others. A missing one skips the test, or fails it where all are required.
 */
final class RealClient {
  private static final boolean REQUIRED = System.getenv("LULL_REQUIRE_CLIENTS") != null;
  private static final List<String> PATH =
      List.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"));

  private RealClient() {}

  /** Skips the test, with the reason, where a program is not installed. */
  static void require(String... programs) {
    List<String> missing = Arrays.stream(programs).filter(p -> !isInstalled(p)).toList();
    if (REQUIRED) {
      assertThat(missing).as("programs that have to be installed here").isEmpty();
    }
    assumeTrue(missing.isEmpty(), () -> "not installed: " + missing);
  }

  private static boolean isInstalled(String program) {
    return PATH.stream().anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** Runs a program to its end and gives what it printed. */
  static String run(String... command) throws IOException, InterruptedException {
    Process process = builder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command[0]).isTrue();
    assertThat(process.exitValue()).as("%s: %s", String.join(" ", command), output).isZero();
    return output;
  }

  /** Starts a program that runs until {@link #stop}; what it prints goes to a file. */
  static Process start(Path log, String... command) throws IOException {
    return builder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .start();
  }

  static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private static ProcessBuilder builder(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PATH", String.join(":", PATH));
    return builder;
  }
}
