package io.lull.connector.kafka;

import org.jspecify.annotations.Nullable;

/** Topics cannot be listed or created; the message says why. */
public final class TopicsException extends Exception {
  private static final long serialVersionUID = 1L;

  public TopicsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The reason, in words. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
