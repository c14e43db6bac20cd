package io.lull.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.job.TestingWorld;
import io.lull.job.TestingWorld.Line;
import io.lull.job.cli.LullCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The same history gives the same incidents, however it is run. Histories are generated. */
class ReplayDeterminismTest {
  private static final List<String> RESULTS =
      List.of("incidents.jsonl", "members.csv", "causes.csv", "model.json");

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void atAnyParallelismAndInAnyOrderOfLines(long seed) throws Exception {
    TestingWorld world = new TestingWorld(seed, 8);
    Path input = write("input", world.topology(), world.events());
    Path one = replay(input, "one", 1, "");
    assertThat(Files.readAllLines(one.resolve("members.csv"))).hasSizeGreaterThan(60);
    assertThat(Files.readAllLines(one.resolve("causes.csv"))).hasSizeGreaterThan(8);
    assertSame(replay(input, "two", 2, ""), one, RESULTS);
    assertSame(replay(input, "four", 4, ""), one, RESULTS);

    List<String> topology = world.topology();
    Collections.shuffle(topology, new Random(seed));
    List<Line> events = TestingWorld.shuffled(world.events(), 5_000, seed);
    assertThat(events).isNotEqualTo(world.events());
    Path other = write("shuffled", topology, events);
    assertSame(replay(other, "three", 3, ""), one, RESULTS);
  }

  /** Revisions on the way differ, what they end in does not. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whereverTheTicksOfEvaluationFall(long seed) throws Exception {
    TestingWorld world = new TestingWorld(seed, 8);
    Path input = write("input", world.topology(), world.events());
    Path fast = replay(input, "fast", 1, "incident: {settle: 100ms, update-interval: 100ms}");
    Path slow = replay(input, "slow", 2, "incident: {settle: 10s, update-interval: 10s}");
    assertSame(slow, fast, List.of("members.csv", "causes.csv"));
    assertThat(Files.size(slow.resolve("incidents.jsonl")))
        .as("there were fewer looks")
        .isLessThan(Files.size(fast.resolve("incidents.jsonl")));
  }

  /** Ids of raw lines say where they stood, so they differ; who is with whom does not. */
  @Test
  void linesOfNativeFilesInAnotherOrder() throws Exception {
    TestingWorld world = new TestingWorld(4, 6);
    Path input = write("input", world.topology(), List.of());
    Path shuffled = write("shuffled", world.topology(), List.of());
    write(input, world.events());
    write(shuffled, TestingWorld.shuffled(world.events(), 5_000, 4));
    Path one = replay(input, "one", 1, "");
    Path two = replay(shuffled, "two", 2, "");
    assertThat(groups(two)).isEqualTo(groups(one)).hasSizeGreaterThan(4);
  }

  private static void write(Path folder, List<Line> events) throws IOException {
    Path raw = Files.createDirectories(folder.resolve("raw/json"));
    List<String> lines = events.stream().map(Line::json).toList();
    Files.write(
        raw.resolve("all.jsonl"),
        lines.stream().map(line -> line.replaceFirst("\"id\":\"[^\"]*\",", "")).toList());
  }

  /** The alarms of each incident, without the ids of events and incidents. */
  private static List<String> groups(Path output) throws IOException {
    return Files.readAllLines(output.resolve("members.csv")).stream()
        .skip(1)
        .map(line -> line.split(",", 3))
        .collect(
            java.util.stream.Collectors.groupingBy(
                fields -> fields[0],
                java.util.stream.Collectors.mapping(
                    fields -> fields[2], java.util.stream.Collectors.toList())))
        .values()
        .stream()
        .map(members -> String.join(" ", members.stream().sorted().toList()))
        .sorted()
        .toList();
  }

  private Path write(String name, List<String> topology, List<Line> events) throws IOException {
    Path folder = Files.createDirectories(dir.resolve(name));
    Files.write(folder.resolve("topology.jsonl"), topology);
    if (!events.isEmpty()) {
      Files.write(folder.resolve("events.jsonl"), events.stream().map(Line::json).toList());
    }
    return folder;
  }

  private Path replay(Path input, String name, int parallelism, String yaml) throws IOException {
    Path config = Files.writeString(dir.resolve(name + ".yaml"), yaml);
    Path output = dir.resolve(name);
    StringWriter err = new StringWriter();
    CommandLine line = LullCommand.commandLine();
    line.setOut(new PrintWriter(new StringWriter()));
    line.setErr(new PrintWriter(err));
    int code =
        line.execute(
            "replay",
            "--input=" + input,
            "--output=" + output,
            "--config=" + config,
            "--parallelism=" + parallelism);
    assertThat(code).as(err::toString).isZero();
    return output;
  }

  private static void assertSame(Path actual, Path expected, List<String> names) {
    for (String name : names) {
      assertThat(actual.resolve(name)).hasSameTextualContentAs(expected.resolve(name));
    }
  }
}
