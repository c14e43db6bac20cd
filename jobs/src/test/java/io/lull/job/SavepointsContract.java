package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Savepoints of releases go on in the release of today. A folder of {@code savepoints} is a case,
 * named after the release and what differs; see the README there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SavepointsContract {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  /** What the names of the cases end with. */
  abstract String story();

  /** Runs the rest of the story from a savepoint, and holds what comes of it. */
  abstract void goesOn(String name, Configuration flink, int parallelism) throws Exception;

  /** Runs the story to where the savepoint is taken, by {@link GoldenSavepoints#write}. */
  abstract void tell(Path directory) throws Exception;

  Stream<Arguments> cases() throws IOException {
    return GoldenSavepoints.cases(story());
  }

  @ParameterizedTest(name = "{0} at parallelism {1}")
  @MethodSource("cases")
  void aSavepointOfAReleaseGoesOn(String name, int parallelism, @TempDir Path directory)
      throws Exception {
    goesOn(name, GoldenSavepoints.restore(name, directory), parallelism);
  }

  @Test
  void thereIsASavepoint() throws IOException {
    assertThat(cases()).isNotEmpty();
  }

  /** Writes the golden of a release: {@code -Dlull.savepoint.write=0.5.0-events}. */
  @Test
  @EnabledIfSystemProperty(named = GoldenSavepoints.WRITE, matches = ".+")
  void write(@TempDir Path directory) throws Exception {
    assumeThat(System.getProperty(GoldenSavepoints.WRITE)).endsWith("-" + story());
    tell(directory);
  }
}
