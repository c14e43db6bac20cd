package io.lull.pipeline.reconcile;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Kinds of identifiers, strongest first: what is left open by one is looked for by the next.
 *
 * <p>{@code unique}: a CI has one value of it in a scope, so two CIs with different ones are two.
 * {@code strong}: one value is one CI, whoever says so; the others may be shared or reused, and are
 * weighed.
 */
enum Kind {
  ID(true, true, false),
  UUID(true, true, false),
  SERIAL(true, true, false),
  CLOUD_ID(true, true, false),
  UID(true, true, true),
  KEY(true, true, true),
  MAC(false, false, false),
  SELECTOR(false, false, true),
  FQDN(false, false, false),
  NAME(false, false, false),
  IP(false, false, false);

  private final boolean unique;
  private final boolean strong;
  private final boolean ofScope;

  Kind(boolean unique, boolean strong, boolean ofScope) {
    this.unique = unique;
    this.strong = strong;
    this.ofScope = ofScope;
  }

  boolean unique() {
    return unique;
  }

  boolean strong() {
    return strong;
  }

  /** Whether a value means something in its scope only; else a value without scope fits any. */
  boolean ofScope() {
    return ofScope;
  }

  static @Nullable Kind of(String text) {
    try {
      return valueOf(text.strip().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
