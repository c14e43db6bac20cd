package io.lull.connector.files;

/** A line that cannot be used; the message says what was wrong and what was expected. */
public final class BadLineException extends Exception {
  private static final long serialVersionUID = 1L;

  public BadLineException(String reason) {
    // No stack trace: it is a value that tells of the input, thrown once a bad line.
    super(reason, null, false, false);
  }

  /** The reason, in words. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
