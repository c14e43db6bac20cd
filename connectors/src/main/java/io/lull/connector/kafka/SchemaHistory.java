package io.lull.connector.kafka;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.SchemaStore;
import org.jspecify.annotations.Nullable;

/** The schemas that single-object records may have been written with. */
final class SchemaHistory implements SchemaStore {
  private final SchemaStore.Cache known = new SchemaStore.Cache();

  SchemaHistory(Schema current) {
    known.addSchema(current);
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
