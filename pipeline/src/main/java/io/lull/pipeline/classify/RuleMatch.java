package io.lull.pipeline.classify;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a rule applies: all that is given must hold.
 *
 * @param sources of which the event's must be one; empty: any
 * @param types of which the event's must match one; empty: any
 * @param resources of which the event's must match one; empty: any
 * @param message what the message must contain, or null
 * @param attributes conditions on attributes
 */
record RuleMatch(
    Set<String> sources,
    List<Glob> types,
    List<Glob> resources,
    @Nullable BoundedPattern message,
    List<AttributeMatch> attributes) {

  boolean typeMatches(String type) {
    return types.isEmpty() || anyMatches(types, type);
  }

  /**
   * Whether the rest holds, the type being known to match; leaves what patterns captured in the
   * subject. Cheap conditions first.
   *
   * @throws Budget.OverrunException when a pattern reads more than it may
   */
  boolean matches(Subject subject) {
    if (!sources.isEmpty() && !sources.contains(subject.event().getSource())) {
      return false;
    }
    if (!resources.isEmpty() && !anyMatches(resources, subject.event().getResource())) {
      return false;
    }
    subject.captured().clear();
    for (int i = 0; i < attributes.size(); i++) {
      if (!attributes.get(i).matches(subject)) {
        return false;
      }
    }
    return message == null
        || (!subject.message().isEmpty() && subject.find(message, subject.message()));
  }

  private static boolean anyMatches(List<Glob> globs, String value) {
    for (int i = 0; i < globs.size(); i++) {
      if (globs.get(i).matches(value)) {
        return true;
      }
    }
    return false;
  }
}
