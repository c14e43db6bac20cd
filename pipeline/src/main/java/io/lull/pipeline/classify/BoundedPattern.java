package io.lull.pipeline.classify;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression that can only read so many characters. */
final class BoundedPattern {

  private final Pattern pattern;
  private final Set<String> groups;
  private final List<String> literals;

  private BoundedPattern(Pattern pattern, RegexShape.Shape shape) {
    this.pattern = pattern;
    this.groups = shape.groups();
    this.literals = shape.literals();
  }

  /** Throws with the reason, for people, where the regex is not usable. */
  static BoundedPattern of(String regex) throws RegexShape.RefusedException {
    if (regex.length() > RegexShape.MAX_LENGTH) {
      throw new RegexShape.RefusedException("longer than " + RegexShape.MAX_LENGTH + " characters");
    }
    Pattern compiled;
    try {
      compiled = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new RegexShape.RefusedException(
          "not a regular expression: " + e.getDescription() + " at character " + e.getIndex());
    } catch (StackOverflowError e) {
      throw new RegexShape.RefusedException("nested too deeply");
    }
    return new BoundedPattern(compiled, RegexShape.of(regex));
  }

  Set<String> groups() {
    return groups;
  }

  /** Texts of which every match contains one; empty where none is known. */
  List<String> literals() {
    return literals;
  }

  private boolean possibleIn(String text) {
    for (String literal : literals) {
      if (text.contains(literal)) {
        return true;
      }
    }
    return literals.isEmpty();
  }

  /**
   * Whether it occurs in the text; if so the groups that took part are put into {@code captured}.
   *
   * @throws Budget.OverrunException when it reads more than it may
   */
  boolean find(String text, Budget budget, Map<String, String> captured) {
    if (!possibleIn(text)) {
      return false;
    }
    budget.startPattern();
    try {
      Matcher matcher = pattern.matcher(new CountedText(text, budget));
      if (!matcher.find()) {
        return false;
      }
      for (String group : groups) {
        int start = matcher.start(group);
        if (start >= 0) {
          captured.put(group, text.substring(start, matcher.end(group)));
        }
      }
      return true;
    } catch (StackOverflowError e) {
      // java.util.regex recurses on repeated groups; a deep one is as good as a long one.
      throw Budget.OverrunException.INSTANCE;
    } finally {
      budget.endPattern();
    }
  }

  @Override
  public String toString() {
    return pattern.pattern();
  }

  private record CountedText(String text, Budget budget) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      budget.read();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
