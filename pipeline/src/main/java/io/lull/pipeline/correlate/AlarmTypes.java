package io.lull.pipeline.correlate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What alarm types say about being a cause, nats: below 0 for what breaks first, above 0 for what
 * merely suffers. For a type, the entry of exactly that type holds; else the longest pattern that
 * matches it; else its words together.
 *
 * @param words by words of letters, which may stand anywhere in a type between other characters
 * @param exact by whole types
 * @param patterns whole types in which {@code *} stands for any characters, longest first
 */
public record AlarmTypes(
    Map<String, Double> words, Map<String, Double> exact, List<Pattern> patterns)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A pattern and what it adds. */
  public record Pattern(String text, double weight) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Matches greedily from the left; linear in the type for each star. */
    boolean matches(String type) {
      String[] parts = text.split("\\*", -1);
      int last = parts.length - 1;
      int end = type.length() - parts[last].length();
      if (!type.startsWith(parts[0]) || !type.endsWith(parts[last]) || parts[0].length() > end) {
        return false;
      }
      int at = parts[0].length();
      for (int i = 1; i < last; i++) {
        int found = type.indexOf(parts[i], at);
        if (found < 0 || found + parts[i].length() > end) {
          return false;
        }
        at = found + parts[i].length();
      }
      return true;
    }
  }

  /** Sorts entries into words, whole types and patterns, by how they are written. */
  static AlarmTypes of(Map<String, Double> entries) {
    Map<String, Double> words = new TreeMap<>();
    Map<String, Double> exact = new TreeMap<>();
    List<Pattern> patterns = new ArrayList<>();
    entries.forEach(
        (text, weight) -> {
          if (text.indexOf('*') >= 0) {
            patterns.add(new Pattern(text, weight));
          } else if (text.chars().allMatch(Character::isLetter)) {
            words.put(text, weight);
          } else {
            exact.put(text, weight);
          }
        });
    patterns.sort(
        Comparator.comparingInt((Pattern p) -> p.text().length())
            .reversed()
            .thenComparing(Pattern::text));
    return new AlarmTypes(words, exact, List.copyOf(patterns));
  }

  /** The same, with weights of whole types that go before all else. */
  AlarmTypes with(Map<String, Double> wholeTypes) {
    Map<String, Double> more = new TreeMap<>(exact);
    more.putAll(wholeTypes);
    return new AlarmTypes(words, more, patterns);
  }

  /** All entries as they are written. */
  Map<String, Double> entries() {
    Map<String, Double> entries = new TreeMap<>(words);
    entries.putAll(exact);
    patterns.forEach(pattern -> entries.put(pattern.text(), pattern.weight()));
    return entries;
  }

  /** What the type adds to the price of holding what raised it to be a cause. */
  double cost(String type) {
    Double whole = exact.get(type);
    if (whole != null) {
      return whole;
    }
    for (Pattern pattern : patterns) {
      if (pattern.matches(type)) {
        return pattern.weight();
      }
    }
    double cost = 0;
    int start = 0;
    for (int i = 0; i <= type.length(); i++) {
      if (i == type.length() || !Character.isLetter(type.charAt(i))) {
        cost += i > start ? words.getOrDefault(type.substring(start, i), 0.0) : 0;
        start = i + 1;
      }
    }
    return cost;
  }
}
