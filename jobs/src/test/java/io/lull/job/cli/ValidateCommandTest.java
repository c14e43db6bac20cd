package io.lull.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ValidateCommandTest {
  @TempDir Path directory;

  @Test
  void problemsOfTheConfigurationAndOfItsRuleFilesComeTogether() throws Exception {
    Path rules =
        Files.writeString(directory.resolve("rules.yaml"), "rules:\n  - {id: a, nonsense: 1}\n");
    Path config =
        Files.writeString(
            directory.resolve("lull.yaml"),
            "kafka: {partitions: 0}\nclassification: {files: [rules.yaml]}\n");
    StringWriter errors = new StringWriter();
    CommandLine line = LullCommand.commandLine().setErr(new PrintWriter(errors, true));

    assertThat(line.execute("validate", "--config", config.toString())).isEqualTo(2);

    assertThat(errors.toString().lines())
        .first()
        .asString()
        .startsWith(config + ":1: kafka.partitions");
    assertThat(errors.toString().lines().skip(1))
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem).startsWith(rules + ":2: "))
        .anySatisfy(problem -> assertThat(problem).contains("nonsense"));
  }

  @Test
  void filesOfTheFailureModelAreChecked() throws Exception {
    Path model =
        Files.writeString(
            directory.resolve("model.yaml"), "heard: 2\nrelations: {FEEDS: {lag: 5s}}\n");
    Path config =
        Files.writeString(
            directory.resolve("lull.yaml"), "incident: {failure-model: [model.yaml]}\n");
    StringWriter errors = new StringWriter();
    CommandLine line = LullCommand.commandLine().setErr(new PrintWriter(errors, true));

    assertThat(line.execute("validate", "--config", config.toString())).isEqualTo(2);

    assertThat(errors.toString().lines())
        .containsExactly(
            model + ":1: heard: expected a number above 0 and at most 1, found 2.0",
            model
                + ":2: relations.FEEDS.travel: missing; expected one of [dependency, place,"
                + " redundant, connection]",
            model
                + ":2: relations.FEEDS.probability: missing; expected a number above 0 and at"
                + " most 1");
  }
}
