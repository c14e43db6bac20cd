package io.lull.job.incidents;

import io.lull.schema.Severity;

/** Colours of the board; without colour every method gives back the text as it is. */
record Paint(boolean colour) {
  private static final String RESET = "\u001B[0m";

  String severity(Severity severity, String text) {
    return switch (severity) {
      case CRITICAL -> sgr("1;97;41", text);
      case MAJOR -> sgr("1;31", text);
      case MINOR -> sgr("33", text);
      case WARNING -> sgr("36", text);
      case INDETERMINATE -> text;
    };
  }

  String strong(String text) {
    return sgr("1", text);
  }

  String faint(String text) {
    return sgr("2", text);
  }

  String good(String text) {
    return sgr("32", text);
  }

  String bad(String text) {
    return sgr("31", text);
  }

  private String sgr(String codes, String text) {
    return colour && !text.isEmpty() ? "\u001B[" + codes + "m" + text + RESET : text;
  }
}
