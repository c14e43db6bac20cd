package io.lull.connector.format.metrics;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;

/** What the JSON decoders here share. */
final class Json {
  private Json() {}

  /** Message and place of a syntax error, on one line and without an excerpt of the source. */
  static String reason(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String message = e.getOriginalMessage();
    String line = message == null ? "" : message.replaceAll("\\s+", " ");
    String place =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return (line.length() > 300 ? line.substring(0, 300) + "…" : line) + place;
  }

  /**
   * One element of an array, cut out of the array's source, as an array of its own; the whole
   * source where the place is not known (Jackson counts no bytes in UTF-16).
   */
  static byte[] arrayOf(byte[] source, int from, int to) {
    if (from < 0 || to < from || to > source.length) {
      return source;
    }
    byte[] array = new byte[to - from + 2];
    array[0] = '[';
    System.arraycopy(source, from, array, 1, to - from);
    array[array.length - 1] = ']';
    return array;
  }
}
