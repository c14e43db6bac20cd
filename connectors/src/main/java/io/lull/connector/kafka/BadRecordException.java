package io.lull.connector.kafka;

/** Bytes that are not what they should be; the message says what was expected. */
public final class BadRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  public BadRecordException(String reason) {
    // A value that tells of the input: no stack trace.
    super(reason, null, false, false);
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}
