package io.lull.pipeline.suppress;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Why an alarm is held back.
 *
 * @param rules ids of the control records, sorted; more than one where only together they leave too
 *     few members of a service
 * @param untilMillis when it has to be looked at again; {@code Long.MAX_VALUE}: when a rule changes
 * @param path CI ids from the one a rule names to the alarm's resource, both included
 * @param what in words, without the path
 */
record Hold(List<String> rules, long untilMillis, List<String> path, String what) {

  /** The shortest way first, then what holds longest; the ids leave nothing to chance. */
  static final Comparator<Hold> BEST_FIRST =
      Comparator.<Hold>comparingInt(hold -> hold.path().size())
          .thenComparing(Comparator.comparingLong(Hold::untilMillis).reversed())
          .thenComparing(hold -> hold.rules().toString())
          .thenComparing(hold -> hold.path().toString());

  static Hold by(Rule rule, List<String> path) {
    return new Hold(List.of(rule.id()), rule.toMillis(), List.copyOf(path), words(rule, path));
  }

  /**
   * By the loss of too many members.
   *
   * @param members why each of them is lost, at least one
   */
  static Hold byLossOf(List<Hold> members, int all, String service, List<String> path) {
    TreeSet<String> rules = new TreeSet<>();
    members.forEach(member -> rules.addAll(member.rules()));
    long until = members.stream().mapToLong(Hold::untilMillis).min().orElseThrow();
    String what =
        "%d of the %d members of %s are in maintenance%s (%s), so that too few are left"
            .formatted(
                members.size(), all, service, until(until), "window " + String.join(", ", rules));
    return new Hold(List.copyOf(rules), until, List.copyOf(path), what);
  }

  /** This hold for what lies further down. */
  List<String> pathTo(List<String> rest) {
    return Stream.concat(path.stream(), rest.stream()).toList();
  }

  private static String words(Rule rule, List<String> path) {
    String reason = rule.reason().isBlank() ? "" : ": " + rule.reason().strip();
    if (rule.maintenance()) {
      return "%s is in maintenance%s (window %s%s)"
          .formatted(path.get(0), until(rule.toMillis()), rule.id(), reason);
    }
    String about = rule.type() == null ? "" : rule.type();
    String on = rule.resources().isEmpty() ? "" : " on " + path.get(0);
    return "%s%s suppressed%s (suppression %s%s)"
        .formatted(
            about.isEmpty() ? "every alarm" : about, on, until(rule.toMillis()), rule.id(), reason);
  }

  private static String until(long millis) {
    String time = SuppressRules.until(millis);
    return time == null ? "" : " until " + time;
  }

  /** Why, in a sentence. */
  String why() {
    int last = path.size() - 1;
    return last == 0
        ? what
        : "%s; this reaches %s by %s".formatted(what, path.get(last), String.join(" > ", path));
  }
}
