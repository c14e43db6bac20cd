package io.lull.pipeline.classify;

import java.util.Locale;

/** What a rule can set, beside attributes. */
enum Field {
  TYPE,
  STATUS,
  SEVERITY,
  QUALIFIER,
  PEER,
  RESOURCE,
  MESSAGE;

  /** As written in a rule. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
