package io.lull.pipeline.classify;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What can be told of a regular expression without running it: the names of its groups, texts of
 * which every match contains one, and whether its running time is bounded by the characters it
 * reads.
 *
 * <p>The step budget of {@link BoundedPattern} counts characters read. An expression that can take
 * exponentially many ways without reading one (such as <code>(|){40}</code>) would escape it, so
 * these are refused: repeating what can match nothing, more than one alternative that can match
 * nothing, back references, and large counts.
 */
final class RegexShape {

  static final int MAX_LENGTH = 1_000;
  private static final int MAX_DEPTH = 50;
  private static final long MAX_COST = 20_000;

  private final String regex;
  private final Set<String> groups = new LinkedHashSet<>();
  private int at;
  private int depth;
  private boolean ignoresCase;

  private RegexShape(String regex) {
    this.regex = regex;
  }

  /** The result: group names, and texts of which every match contains one; none where unknown. */
  record Shape(Set<String> groups, List<String> literals) {}

  /** Why a shape is refused. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /** Cost: least number of atoms to step through; grows with counted repetition. */
  private record Part(boolean nullable, List<String> literals, long cost) {}

  private static Part part(boolean nullable) {
    return new Part(nullable, List.of(), 1);
  }

  /** Looks at a regex that {@code java.util.regex} has accepted. */
  static Shape of(String regex) throws RefusedException {
    if (regex.length() > MAX_LENGTH) {
      throw new RefusedException("longer than " + MAX_LENGTH + " characters");
    }
    RegexShape scan = new RegexShape(regex);
    Part whole = scan.alternatives();
    return new Shape(scan.groups, scan.ignoresCase ? List.of() : whole.literals());
  }

  private Part alternatives() throws RefusedException {
    if (++depth > MAX_DEPTH) {
      throw new RefusedException("nested deeper than " + MAX_DEPTH);
    }
    List<Part> parts = new ArrayList<>();
    parts.add(sequence());
    while (at < regex.length() && regex.charAt(at) == '|') {
      at++;
      parts.add(sequence());
    }
    depth--;
    long nullable = parts.stream().filter(Part::nullable).count();
    if (nullable > 1) {
      throw new RefusedException("more than one alternative can match nothing");
    }
    long cost = parts.stream().mapToLong(Part::cost).sum();
    boolean known = parts.stream().noneMatch(part -> part.literals().isEmpty());
    List<String> literals =
        known ? parts.stream().flatMap(part -> part.literals().stream()).toList() : List.of();
    return new Part(nullable > 0, literals, cost);
  }

  private Part sequence() throws RefusedException {
    StringBuilder run = new StringBuilder();
    List<String> best = List.of();
    boolean nullable = true;
    long cost = 0;
    while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
      int start = at;
      Part atom = atom();
      int[] times = quantifier();
      if (times.length > 0 && atom.nullable()) {
        throw new RefusedException("repeats what can match nothing: " + regex.substring(start, at));
      }
      boolean once = times.length == 0;
      nullable &= atom.nullable() || (!once && times[0] == 0);
      cost += atom.cost() * Math.max(1, once ? 1 : times[0]);
      if (cost > MAX_COST) {
        throw new RefusedException("repeats more than " + MAX_COST + " times");
      }
      if (once && !atom.literals().isEmpty() && !isGroup(start)) {
        run.append(atom.literals().get(0));
        continue;
      }
      best = better(best, literals(run));
      run.setLength(0);
      if (once || times[0] > 0) {
        best = better(best, atom.literals());
      }
    }
    return new Part(nullable, better(best, literals(run)), cost);
  }

  private boolean isGroup(int start) {
    return regex.charAt(start) == '(';
  }

  private static List<String> literals(StringBuilder run) {
    return run.length() == 0 ? List.of() : List.of(run.toString());
  }

  /** The choice whose shortest text is longer: the one that rules out more. */
  private static List<String> better(List<String> a, List<String> b) {
    return shortest(b) > shortest(a) ? b : a;
  }

  private static int shortest(List<String> literals) {
    return literals.stream().mapToInt(String::length).min().orElse(0);
  }

  private Part atom() throws RefusedException {
    char c = regex.charAt(at++);
    return switch (c) {
      case '(' -> group();
      case '[' -> characterClass();
      case '\\' -> escape();
      case '^', '$' -> part(true);
      case '.' -> part(false);
      default -> Character.isSurrogate(c) ? part(false) : literal(c);
    };
  }

  private static Part literal(char c) {
    return new Part(false, List.of(String.valueOf(c)), 1);
  }

  private Part group() throws RefusedException {
    boolean looksAround = false;
    if (regex.startsWith("?<", at) && "=!".indexOf(regex.charAt(at + 2)) < 0) {
      int end = regex.indexOf('>', at);
      groups.add(regex.substring(at + 2, end));
      at = end + 1;
    } else if (regex.startsWith("?<", at)) {
      looksAround = true;
      at += 3;
    } else if (regex.startsWith("?=", at) || regex.startsWith("?!", at)) {
      looksAround = true;
      at += 2;
    } else if (regex.startsWith("?>", at)) {
      at += 2;
    } else if (regex.startsWith("?", at)) {
      at++;
      if (flags()) {
        return part(true);
      }
    }
    Part body = alternatives();
    at++;
    return looksAround ? new Part(true, List.of(), body.cost()) : body;
  }

  /** Reads {@code i:} or {@code i)}; true where the flags stand alone. */
  private boolean flags() throws RefusedException {
    while (true) {
      char c = regex.charAt(at++);
      if (c == ':') {
        return false;
      }
      if (c == ')') {
        return true;
      }
      if (c == 'x') {
        throw new RefusedException("flag x is not supported");
      }
      ignoresCase |= c == 'i';
    }
  }

  private Part characterClass() {
    int nesting = 1;
    boolean first = true;
    while (nesting > 0) {
      char c = regex.charAt(at++);
      if (c == '\\') {
        at++;
      } else if (c == '[') {
        nesting++;
        first = true;
        continue;
      } else if (c == ']' && !first) {
        nesting--;
      } else if (c == '^' && first) {
        continue;
      }
      first = false;
    }
    return part(false);
  }

  private Part escape() throws RefusedException {
    char c = regex.charAt(at++);
    if (c == 'Q' || c == 'E' || c == 'k' || (c >= '1' && c <= '9')) {
      throw new RefusedException("\\" + c + " (quoting or back reference) is not supported");
    }
    if ("bBAzZG".indexOf(c) >= 0) {
      return part(true);
    }
    if (!Character.isLetterOrDigit(c)) {
      return literal(c);
    }
    skipEscapeArgument(c);
    return part(false);
  }

  private void skipEscapeArgument(char c) {
    if (at < regex.length() && regex.charAt(at) == '{' && "pPxN".indexOf(c) >= 0) {
      at = regex.indexOf('}', at) + 1;
    } else if (c == 'p' || c == 'P' || c == 'c') {
      at++;
    } else if (c == 'x') {
      at += 2;
    } else if (c == 'u') {
      at += 4;
    }
  }

  /** Least and most repetitions; empty where the atom is not repeated. */
  private int[] quantifier() throws RefusedException {
    if (at >= regex.length()) {
      return new int[0];
    }
    int least;
    switch (regex.charAt(at)) {
      case '*', '?' -> least = 0;
      case '+' -> least = 1;
      case '{' -> {
        int end = regex.indexOf('}', at);
        String[] bounds = regex.substring(at + 1, end).split(",", -1);
        least = count(bounds[0]);
        if (bounds.length > 1 && !bounds[1].isEmpty()) {
          count(bounds[1]);
        }
        at = end;
      }
      default -> {
        return new int[0];
      }
    }
    at++;
    if (at < regex.length() && (regex.charAt(at) == '?' || regex.charAt(at) == '+')) {
      at++;
    }
    return new int[] {least};
  }

  private static int count(String digits) throws RefusedException {
    if (digits.length() > 4 || Integer.parseInt(digits.trim()) > 1_000) {
      throw new RefusedException("repeats more than 1000 times: {" + digits + "}");
    }
    return Integer.parseInt(digits.trim());
  }
}
