package io.lull.pipeline.classify;

import io.lull.schema.Event;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event while rules look at it.
 *
 * @param event the event as it came; never changed
 * @param type its type, or the mnemonic its message names
 * @param message its text, cut to {@link #MAX_MESSAGE}
 * @param captured what the patterns of the rule at hand have captured
 * @param budget what patterns may still read
 */
record Subject(
    Event event, String type, String message, Map<String, String> captured, Budget budget) {

  /** Characters of a message that rules see. */
  static final int MAX_MESSAGE = 8_192;

  static Subject of(Event event) {
    String message = event.getMessage();
    if (message.length() > MAX_MESSAGE) {
      message = message.substring(0, MAX_MESSAGE);
    }
    Budget budget = new Budget();
    budget.startEvent();
    return new Subject(event, Mnemonics.typeOf(event), message, new HashMap<>(), budget);
  }

  /** The key of the first variable binding (by key) at or below an OID, or null. */
  static @Nullable String keyBelow(Map<String, String> attributes, String oid) {
    if (attributes.containsKey(oid)) {
      return oid;
    }
    String best = null;
    for (String key : attributes.keySet()) {
      if (key.length() > oid.length()
          && key.startsWith(oid)
          && key.charAt(oid.length()) == '.'
          && (best == null || key.compareTo(best) < 0)) {
        best = key;
      }
    }
    return best;
  }
}
