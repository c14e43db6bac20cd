package io.lull.connector.kafka;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.JsonLines;
import io.lull.schema.ControlRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads control records in Avro, or, where the value starts with a brace, as the JSON of {@code
 * control.jsonl}: so that a rule can be written with kcat.
 */
public final class ControlDecoder implements RecordDecoder<ControlRecord> {
  private final RecordDecoder<ControlRecord> avro;

  public ControlDecoder(AvroSerdes serdes) {
    this.avro = serdes.decoder(ControlRecord.class);
  }

  @Override
  public ControlRecord decode(byte[] value) throws BadRecordException, IOException {
    if (value.length == 0 || value[0] != '{') {
      return avro.decode(value);
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(value);
      return JsonLines.control(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (BadLineException e) {
      throw new BadRecordException(e.reason());
    } catch (CharacterCodingException e) {
      throw new BadRecordException("not UTF-8, expected a control record as JSON");
    }
  }
}
