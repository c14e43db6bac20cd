package io.lull.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * The schemas with which every release has written the contracts: those of {@code schemas/history},
 * which this jar carries. Single-object encoding names a schema only by its fingerprint, so whoever
 * reads a topic that an older release has written needs them.
 */
public final class ContractHistory {
  private static final String DIRECTORY = "/io/lull/schema/history/";

  /** Names of the folders, a line each. */
  static final String RELEASES = "releases.txt";

  private ContractHistory() {}

  /** The releases, oldest first. */
  public static List<String> releases() {
    try (InputStream in = ContractHistory.class.getResourceAsStream(DIRECTORY + RELEASES)) {
      if (in == null) {
        throw new IllegalStateException("the jar of the schemas lacks its history");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Every schema that a release has written a contract with, oldest first.
   *
   * @param contract simple name, such as {@code Event}
   */
  public static List<Schema> of(String contract) {
    List<Schema> schemas = new ArrayList<>();
    for (String release : releases()) {
      String file = DIRECTORY + release + '/' + contract + ".avsc";
      try (InputStream in = ContractHistory.class.getResourceAsStream(file)) {
        if (in != null) {
          // A parser a file: each release defines the same names.
          schemas.add(new Schema.Parser().parse(in));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return schemas;
  }
}
