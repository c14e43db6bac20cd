package io.lull.connector.janusgraph;

/** The graph cannot be reached or takes no writes at present; nothing of what was asked is done. */
public final class CmdbUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CmdbUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
