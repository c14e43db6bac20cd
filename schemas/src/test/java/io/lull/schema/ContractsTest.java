package io.lull.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What crosses Kafka can be read by the release before and the release after, and says what it
 * means.
 */
class ContractsTest {
  private static final Path HISTORY = Path.of("history");

  private static final List<Schema> CONTRACTS =
      List.of(
          Event.SCHEMA$,
          MetricBatch.SCHEMA$,
          TopologyChange.SCHEMA$,
          ControlRecord.SCHEMA$,
          Incident.SCHEMA$,
          Action.SCHEMA$,
          ActionResult.SCHEMA$,
          Health.SCHEMA$,
          Problem.SCHEMA$,
          DeadLetter.SCHEMA$);

  /** Contracts that no release has written yet. */
  private static final List<Schema> NEW =
      List.of(SuppressedAlarm.SCHEMA$, Fact.SCHEMA$, DiscoveryNote.SCHEMA$);

  static Stream<Schema> contracts() {
    return CONTRACTS.stream();
  }

  static Stream<Schema> allContracts() {
    return Stream.concat(CONTRACTS.stream(), NEW.stream());
  }

  /** Every committed version of every contract, with its version and the contract of today. */
  static Stream<Arguments> history() throws IOException {
    Map<String, Schema> today = new TreeMap<>();
    CONTRACTS.forEach(schema -> today.put(schema.getName(), schema));
    try (Stream<Path> files = Files.walk(HISTORY)) {
      return files
          .filter(file -> file.toString().endsWith(".avsc"))
          .sorted()
          .map(
              file -> {
                String name = file.getFileName().toString().replace(".avsc", "");
                return arguments(HISTORY.relativize(file).toString(), parse(file), today.get(name));
              })
          .toList()
          .stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("history")
  void todayReadsWhatThenWasWrittenAndThenReadsWhatTodayWrites(
      String version, Schema then, Schema today) {
    assertThat(today).as("a contract was removed: " + version).isNotNull();
    assertThat(compatibility(today, then)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    assertThat(compatibility(then, today)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void everyContractHasItsFirstVersionInTheHistory(Schema contract) {
    assertThat(HISTORY.resolve("0.1.0").resolve(contract.getName() + ".avsc")).exists();
  }

  @Test
  void theJarCarriesEveryFolderOfTheHistory() throws IOException {
    try (Stream<Path> folders = Files.list(HISTORY)) {
      List<String> releases =
          folders.filter(Files::isDirectory).map(f -> f.getFileName().toString()).toList();
      assertThat(ContractHistory.releases()).containsExactlyInAnyOrderElementsOf(releases);
    }
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void theHistoryOfAContractIsReadFromTheJar(Schema contract) {
    assertThat(ContractHistory.of(contract.getName()))
        .hasSizeLessThanOrEqualTo(ContractHistory.releases().size())
        .first()
        .isEqualTo(parse(HISTORY.resolve("0.1.0").resolve(contract.getName() + ".avsc")));
  }

  @ParameterizedTest
  @MethodSource("allContracts")
  void everyRecordEnumAndFieldSaysWhatItMeans(Schema contract) {
    assertDocumented(contract, new HashSet<>());
  }

  @Test
  void theCompatibilityCheckFindsABreak() {
    Schema renamed =
        new Schema.Parser().parse(Health.SCHEMA$.toString().replace("\"timeMillis\"", "\"time\""));
    assertThat(compatibility(Health.SCHEMA$, renamed))
        .isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
  }

  private static void assertDocumented(Schema schema, Set<String> seen) {
    switch (schema.getType()) {
      case RECORD -> {
        if (!seen.add(schema.getFullName())) {
          return;
        }
        assertThat(schema.getDoc()).as("doc of " + schema.getFullName()).isNotBlank();
        for (Schema.Field field : schema.getFields()) {
          assertThat(field.doc())
              .as("doc of " + schema.getName() + "." + field.name())
              .isNotBlank();
          if (field.name().endsWith("Millis") && !field.name().startsWith("lag")) {
            assertThat(field.doc())
                .as(schema.getName() + "." + field.name())
                .contains("illiseconds");
          }
          assertDocumented(field.schema(), seen);
        }
      }
      case ENUM -> assertThat(schema.getDoc()).as("doc of " + schema.getFullName()).isNotBlank();
      case ARRAY -> assertDocumented(schema.getElementType(), seen);
      case MAP -> assertDocumented(schema.getValueType(), seen);
      case UNION -> schema.getTypes().forEach(type -> assertDocumented(type, seen));
      default -> {
        // A primitive is described by its field.
      }
    }
  }

  private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
  }

  private static Schema parse(Path file) {
    try {
      return new Schema.Parser().parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
