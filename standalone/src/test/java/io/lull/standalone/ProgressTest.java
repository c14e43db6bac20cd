package io.lull.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

  @Test
  void aLineIsWrittenOverAndNeverWraps() {
    Progress progress = new Progress(new PrintStream(screen, true, UTF_8), true, 10);

    progress.update("starting: everything");
    progress.update("up");
    progress.done();

    assertThat(screen.toString(UTF_8))
        .isEqualTo("\rstarting:\rup       \r         \r")
        .doesNotContain("\n");
  }

  @Test
  void withoutATerminalTheFirstLineIsALine() {
    Progress progress = new Progress(new PrintStream(screen, true, UTF_8), false, 10);

    progress.step("everything");
    progress.done();

    assertThat(screen.toString(UTF_8)).isEqualTo("starting: everything" + System.lineSeparator());
  }
}
