package io.lull.pipeline.classify;

import io.lull.schema.Event;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event while rules look at it. */
final class Subject {

  /** Characters of a message that rules see. */
  static final int MAX_MESSAGE = 8_192;

  /** Answers of {@link #keyBelow} that are remembered; a rule asks for a few, some again. */
  private static final int MAX_KEYS = 4;

  private final Event event;
  private final String type;
  private final String message;
  private final PatternMemo memo;
  private final Map<String, String> captured = new HashMap<>();
  private final Budget budget = new Budget();

  private String @Nullable [] attributeNames;
  private final @Nullable String[] oids = new String[MAX_KEYS];
  private final @Nullable String[] keys = new String[MAX_KEYS];
  private int keysAsked;

  private Subject(Event event, String type, String message, PatternMemo memo) {
    this.event = event;
    this.type = type;
    this.message = message;
    this.memo = memo;
  }

  static Subject of(Event event) {
    return of(event, new PatternMemo());
  }

  static Subject of(Event event, PatternMemo memo) {
    String message = event.getMessage();
    if (message.length() > MAX_MESSAGE) {
      message = message.substring(0, MAX_MESSAGE);
    }
    return new Subject(event, Mnemonics.typeOf(event), message, memo);
  }

  /** The event as it came; never changed. */
  Event event() {
    return event;
  }

  /** Its type, or the mnemonic its message names. */
  String type() {
    return type;
  }

  /** Its text, cut to {@link #MAX_MESSAGE}. */
  String message() {
    return message;
  }

  /** What the patterns of the rule at hand have captured. */
  Map<String, String> captured() {
    return captured;
  }

  /**
   * Whether a pattern occurs in a text; what it captures goes to {@link #captured}.
   *
   * @throws Budget.OverrunException when patterns have read more of this event than they may
   */
  boolean find(BoundedPattern pattern, String text) {
    return memo.find(pattern, text, budget, captured);
  }

  /** The key of the first variable binding (by key) at or below an OID, or null. */
  @Nullable String keyBelow(String oid) {
    for (int i = 0; i < Math.min(keysAsked, MAX_KEYS); i++) {
      if (oid.equals(oids[i])) {
        return keys[i];
      }
    }
    String key = event.getAttributes().containsKey(oid) ? oid : firstBelow(oid);
    oids[keysAsked % MAX_KEYS] = oid;
    keys[keysAsked % MAX_KEYS] = key;
    keysAsked++;
    return key;
  }

  private @Nullable String firstBelow(String oid) {
    String[] names = attributeNames;
    if (names == null) {
      names = event.getAttributes().keySet().toArray(new String[0]);
      attributeNames = names;
    }
    int length = oid.length();
    String best = null;
    for (String name : names) {
      // OIDs of one table differ at the end, so that is looked at first.
      if (name.length() > length
          && name.charAt(length) == '.'
          && (length == 0 || name.charAt(length - 1) == oid.charAt(length - 1))
          && name.startsWith(oid)
          && (best == null || name.compareTo(best) < 0)) {
        best = name;
      }
    }
    return best;
  }
}
