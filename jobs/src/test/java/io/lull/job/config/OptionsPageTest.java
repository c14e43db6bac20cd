package io.lull.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OptionsPageTest {

  /** The repository's root, found from where Maven runs the tests. */
  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("mvnw"))) {
      at = Objects.requireNonNull(at.getParent(), "the repository has an mvnw at its root");
    }
    return at;
  }

  private static void assertCommitted(String file, String generated) throws IOException {
    Path expected = Files.createDirectories(Path.of("target/generated-docs"));
    Files.writeString(expected.resolve(Path.of(file).getFileName()), generated);
    Path committed = root().resolve(file);
    assertThat(Files.exists(committed) ? Files.readString(committed) : "")
        .as(
            "%s is not what the options give; copy jobs/%s over it",
            file, expected.resolve(Path.of(file).getFileName()))
        .isEqualTo(generated);
  }

  @Test
  void theCommittedPageIsWhatTheOptionsGive() throws IOException {
    assertCommitted("docs/options.md", OptionsPage.markdown());
  }

  @Test
  void theCommittedFileOfDefaultsIsWhatTheOptionsGive() throws IOException {
    assertCommitted("flink-conf/lull.yaml", OptionsPage.yaml());
  }

  @Test
  void theFileOfDefaultsSetsEveryOptionToItsDefault() throws ConfigException {
    LullConfig config =
        LullConfig.parse(
            OptionsPage.yaml(), "lull.yaml", Path.of(""), Map.<String, String>of()::get);
    for (Option<?> option : LullOptions.all()) {
      assertThat(config.isSet(option)).as(option.key()).isTrue();
      assertThat(config.get(option)).as(option.key()).isEqualTo(option.defaultValue());
    }
  }

  @Test
  void everyOptionIsDescribedAndItsDefaultIsAllowed() {
    List<Option<?>> all = LullOptions.all();
    assertThat(all).hasSizeGreaterThan(40).extracting(Option::key).doesNotHaveDuplicates();
    for (Option<?> option : all) {
      assertThat(option.key()).matches("[a-z]+(-[a-z]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)*");
      assertThat(option.description()).as(option.key()).endsWith(".").hasSizeGreaterThan(15);
      assertDefaultIsAllowed(option);
    }
  }

  private static <T> void assertDefaultIsAllowed(Option<T> option) {
    assertThat(option.check().test(option.defaultValue())).as(option.key()).isTrue();
  }

  @Test
  void everyDecoderCanBeBound() {
    assertThat(Formats.names()).containsAll(Decoders.formats());
  }
}
