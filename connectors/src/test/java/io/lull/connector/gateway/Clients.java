package io.lull.connector.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the programs that real senders use; a test that needs one that is absent is skipped. */
final class Clients {
  private Clients() {}

  static void assumeInstalled(String program) {
    boolean found = false;
    for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
      found |= Files.isExecutable(Path.of(directory, program));
    }
    if (System.getenv("LULL_REQUIRE_CLIENTS") != null) {
      assertThat(found).as("%s is installed, as it has to be here", program).isTrue();
    }
    assumeTrue(found, program + " is not installed");
  }

  /** What a program said and how it ended. */
  record Outcome(int exit, String output) {}

  /** Runs a program to its end; one that does not end in 60 s is killed. */
  static Outcome run(Path home, String... command) throws IOException, InterruptedException {
    assumeInstalled(command[0]);
    Path output = Files.createTempFile(home, "client", ".out");
    ProcessBuilder builder = new ProcessBuilder(List.of(command));
    builder.environment().put("HOME", home.toString());
    builder.environment().put("SNMP_PERSISTENT_DIR", home.toString());
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        return new Outcome(-1, "still running after 60 s");
      }
      return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }
}
