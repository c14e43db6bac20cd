package io.lull.connector.kafka;

import io.lull.schema.ContractHistory;
import java.util.Collection;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.SchemaStore;
import org.jspecify.annotations.Nullable;

/** The schemas that single-object records may have been written with. */
final class SchemaHistory implements SchemaStore {
  private final SchemaStore.Cache known = new SchemaStore.Cache();

  /**
   * @param current the schema of this release
   * @param older those of the releases before
   */
  SchemaHistory(Schema current, Collection<Schema> older) {
    known.addSchema(current);
    older.forEach(known::addSchema);
  }

  /** The schema of a contract with all that releases have written it with. */
  static SchemaHistory of(Schema current) {
    return new SchemaHistory(current, ContractHistory.of(current.getName()));
  }

  @Override
  public @Nullable Schema findByFingerprint(long fingerprint) {
    return known.findByFingerprint(fingerprint);
  }

  /** The fingerprint that single-object encoding writes for a schema. */
  static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }
}
