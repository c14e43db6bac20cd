package io.lull.connector.format.json;

/** Why a piece of JSON is no event; says what was found and what was expected. */
public final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  public Refused(String reason) {
    super(reason, null, false, false);
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}
