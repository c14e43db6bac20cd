package io.lull.connector.kafka;

import io.lull.schema.TrustedContracts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * How the contracts are written to Kafka: in Confluent framing (a zero, the schema's id in four
 * bytes, Avro binary) where a registry is configured, else in Avro's single-object encoding (C3 01,
 * the schema's fingerprint in eight bytes, Avro binary).
 *
 * <p>Both are read whatever is configured, so that a topic may change from one to the other;
 * without a registry Confluent framing cannot be resolved and is refused with that reason.
 *
 * @param registry where schemas are looked up; null: single-object encoding
 */
public record AvroSerdes(@Nullable RegistryAddress registry) implements Serializable {
  static {
    TrustedContracts.establish();
  }

  private static final byte CONFLUENT_MAGIC = 0;
  private static final int CONFLUENT_HEADER = 5;
  private static final byte SINGLE_OBJECT_MAGIC = (byte) 0xC3;

  /** Single-object encoding. */
  public static final AvroSerdes SINGLE_OBJECT = new AvroSerdes(null);

  /**
   * Writes records for a topic.
   *
   * @param topic names the subject in the registry ({@code topic-value})
   */
  public <T extends SpecificRecordBase> RecordEncoder<T> encoder(Class<T> type, String topic) {
    SpecificData model = SpecificData.getForClass(type);
    Schema schema = model.getSchema(type);
    if (registry == null) {
      BinaryMessageEncoder<T> encoder = new BinaryMessageEncoder<>(model, schema);
      return record -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        encoder.encode(record, out);
        return out.toByteArray();
      };
    }
    SchemaRegistry client = new SchemaRegistry(registry);
    SpecificDatumWriter<T> writer = new SpecificDatumWriter<>(schema, model);
    return record -> encodeConfluent(record, writer, client.register(topic + "-value", schema));
  }

  private static <T> byte[] encodeConfluent(T record, SpecificDatumWriter<T> writer, int id)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    out.write(CONFLUENT_MAGIC);
    out.write(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    writer.write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  /** Reads records of a type, written in either framing. */
  public <T extends SpecificRecordBase> RecordDecoder<T> decoder(Class<T> type) {
    Schema schema = SpecificData.getForClass(type).getSchema(type);
    return decoder(type, SchemaHistory.of(schema));
  }

  /** The same with another history. */
  <T extends SpecificRecordBase> RecordDecoder<T> decoder(Class<T> type, SchemaHistory history) {
    return new Decoder<>(type, history, registry == null ? null : new SchemaRegistry(registry));
  }

  private static final class Decoder<T extends SpecificRecordBase> implements RecordDecoder<T> {
    private final String name;
    private final SpecificData model;
    private final Schema schema;
    private final BinaryMessageDecoder<T> singleObject;
    private final @Nullable SchemaRegistry registry;
    private final Map<Integer, SpecificDatumReader<T>> readers = new HashMap<>();
    private @Nullable BinaryDecoder reuse;

    Decoder(Class<T> type, SchemaHistory history, @Nullable SchemaRegistry registry) {
      this.name = type.getSimpleName();
      this.model = SpecificData.getForClass(type);
      this.schema = model.getSchema(type);
      this.singleObject = new BinaryMessageDecoder<>(model, schema, history);
      this.registry = registry;
    }

    @Override
    public T decode(byte[] value) throws BadRecordException, IOException {
      if (value.length == 0) {
        throw new BadRecordException("empty value, expected " + name + " in Avro");
      }
      try {
        if (value[0] == SINGLE_OBJECT_MAGIC) {
          return singleObject.decode(value);
        }
        if (value[0] == CONFLUENT_MAGIC && value.length > CONFLUENT_HEADER) {
          return confluent(value);
        }
      } catch (RegistryUnavailableException e) {
        throw e;
      } catch (MissingSchemaException e) {
        throw new BadRecordException(
            "written with a schema that this release does not know, expected " + name);
      } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
        throw new BadRecordException("not " + name + " in Avro: " + e.getMessage());
      }
      throw new BadRecordException(
          String.format(
              "neither Avro single-object encoding (C3 01) nor Confluent framing (00), starts with %02X, expected %s",
              value[0], name));
    }

    private T confluent(byte[] value) throws IOException, BadRecordException {
      if (registry == null) {
        throw new BadRecordException(
            "Confluent framing, but kafka.registry.url is not set; expected single-object Avro");
      }
      int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
      SpecificDatumReader<T> reader = readers.get(id);
      if (reader == null) {
        reader = new SpecificDatumReader<>(registry.schema(id), schema, model);
        readers.put(id, reader);
      }
      int length = value.length - CONFLUENT_HEADER;
      reuse = DecoderFactory.get().binaryDecoder(value, CONFLUENT_HEADER, length, reuse);
      return reader.read(null, reuse);
    }
  }
}
