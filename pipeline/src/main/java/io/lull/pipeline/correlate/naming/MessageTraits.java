package io.lull.pipeline.correlate.naming;

import java.util.ArrayList;
import java.util.List;

/**
 * What a message says, apart from whom and what numbers it says it of: a signature of its words,
 * and whose names it may mention.
 *
 * <p><b>Idea.</b> Words with a digit (numbers, addresses, times, hex, names of ports), and what
 * stands in quotes, vary from message to message; the other words are the template. Two messages
 * are alike as the sets of these words are (Jaccard); of each set the least values of a few hash
 * functions are kept, which agree with just that probability (min-wise hashing [1]). Two values
 * make a band: two messages share at least one of {@value #BANDS} bands with probability 1 - (1 -
 * J²)², .96 at J = .9, .15 at J = .28.
 *
 * <p>Cost: linear in the message, of which {@value #MOST_CHARS} characters are looked at.
 *
 * <ol>
 *   <li>A. Broder: On the resemblance and containment of documents. Compression and Complexity of
 *       Sequences, 1997
 * </ol>
 *
 * @param bands signature; empty where the message has fewer than {@value #FEWEST_WORDS} words
 * @param mentions what may be names of CIs, canonical, in the order they stand, each once
 */
public record MessageTraits(List<Integer> bands, List<String> mentions) {

  /** Bands of a signature. */
  public static final int BANDS = 2;

  /** Names of one message. */
  public static final int MOST_MENTIONS = 4;

  private static final int ROWS = 2;
  private static final int FEWEST_WORDS = 2;
  private static final int MOST_CHARS = 512;
  private static final int LEAST_NAME = 3;

  /** Odd multipliers, one for each hash function. */
  private static final int[] MULTIPLIERS = {0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F};

  /** Returns the traits of a message. */
  public static MessageTraits of(String message) {
    return new Reader(message).read();
  }

  private static final class Reader {
    private final String text;
    private final int[] least = {
      Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE
    };
    private final List<String> mentions = new ArrayList<>(MOST_MENTIONS);
    private int words;

    Reader(String message) {
      text = message.length() <= MOST_CHARS ? message : message.substring(0, MOST_CHARS);
    }

    MessageTraits read() {
      int start = -1;
      char quote = 0;
      for (int i = 0; i <= text.length(); i++) {
        char c = i < text.length() ? text.charAt(i) : ' ';
        boolean inside = isWord(c);
        if (inside && start < 0) {
          start = i;
        } else if (!inside && start >= 0) {
          word(start, i, quote != 0);
          start = -1;
        }
        if (c == '"' || c == '\'' && quote != '"') {
          quote = quote == c ? 0 : c;
        }
      }
      List<Integer> bands = new ArrayList<>(BANDS);
      for (int band = 0; words >= FEWEST_WORDS && band < BANDS; band++) {
        bands.add(least[band * ROWS] * 31 + least[band * ROWS + 1]);
      }
      return new MessageTraits(bands, mentions);
    }

    /** Characters that names are made of. */
    private static boolean isWord(char c) {
      return Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_' || c == ':';
    }

    private void word(int start, int end, boolean quoted) {
      int from = start;
      int to = end;
      while (from < to && !Character.isLetterOrDigit(text.charAt(from))) {
        from++;
      }
      while (to > from && !Character.isLetterOrDigit(text.charAt(to - 1))) {
        to--;
      }
      boolean letters = false;
      boolean digits = false;
      boolean joined = false;
      int hash = 0;
      for (int i = from; i < to; i++) {
        char c = Character.toLowerCase(text.charAt(i));
        letters |= Character.isLetter(c);
        digits |= Character.isDigit(c);
        joined |= !Character.isLetterOrDigit(c);
        hash = hash * 31 + c;
      }
      if (to - from >= LEAST_NAME && (letters && (digits || joined) || digits && joined)) {
        mention(text.substring(from, to));
      }
      if (letters && !digits && !quoted) {
        words++;
        for (int i = 0; i < least.length; i++) {
          int mixed = hash * MULTIPLIERS[i];
          least[i] = Math.min(least[i], mixed ^ mixed >>> 15);
        }
      }
    }

    private void mention(String word) {
      String name = NameKeys.canonical(word);
      boolean number = !hasLetter(name) && !NameKeys.isIpv4(name) && !NameKeys.isIpv6(name);
      if (!number && mentions.size() < MOST_MENTIONS && !mentions.contains(name)) {
        mentions.add(name);
      }
    }

    private static boolean hasLetter(String name) {
      return name.chars().anyMatch(Character::isLetter);
    }
  }
}
