package io.lull.connector.kafka;

import java.io.IOException;

/** The registry did not answer, or refused; trying again later may help. */
public final class RegistryUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  public RegistryUnavailableException(String message) {
    super(message);
  }

  public RegistryUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
