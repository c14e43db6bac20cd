package io.lull.standalone.simulate;

import java.nio.charset.StandardCharsets;

/**
 * What an inventory says, as it is sent: a record of a raw topic, or several that are lines of one
 * stream.
 *
 * @param format wire format
 * @param name what it is called
 * @param value the bytes
 */
public record Document(String format, String name, byte[] value) {

  static Document text(String format, String name, String value) {
    return new Document(format, name, value.getBytes(StandardCharsets.UTF_8));
  }
}
