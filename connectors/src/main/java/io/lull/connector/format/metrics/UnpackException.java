package io.lull.connector.format.metrics;

/** The content cannot be unpacked; the message is the reason for people. No stack trace. */
public final class UnpackException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnpackException(String reason) {
    super(reason, null, false, false);
  }
}
