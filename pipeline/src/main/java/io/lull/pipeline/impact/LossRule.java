package io.lull.pipeline.impact;

import io.lull.pipeline.impact.Part.Need;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** What a CI loses because of what it needs, by the rule that {@link Losses} gives. */
final class LossRule {
  private LossRule() {}

  /**
   * What a service loses because of its members.
   *
   * @param amount 0 to 1
   * @param holds whether members are gone and enough are left
   */
  record OfMembers(double amount, boolean holds) {
    private static final OfMembers NONE = new OfMembers(0, false);
  }

  /**
   * What a CI loses, 0 to 1.
   *
   * @param of what others lose, by index
   */
  static double amount(Part part, IntToDoubleFunction of) {
    double left = 1 - ofMembers(part, of).amount();
    Map<String, Double> splits = null;
    for (Need need : part.needs()) {
      double lost = need.share() * of.applyAsDouble(need.to());
      if (lost <= 0) {
        continue;
      }
      if (need.split() == null) {
        left *= 1 - lost;
      } else {
        splits = splits == null ? new LinkedHashMap<>() : splits;
        splits.merge(need.split(), lost, Double::sum);
      }
    }
    if (splits != null) {
      for (double lost : splits.values()) {
        left *= 1 - Math.min(1, lost);
      }
    }
    return 1 - left;
  }

  static OfMembers ofMembers(Part part, IntToDoubleFunction of) {
    List<Need> members = part.members();
    if (members.isEmpty()) {
      return OfMembers.NONE;
    }
    int gone = 0;
    double lost = 0;
    for (Need member : members) {
      double one = of.applyAsDouble(member.to());
      gone += one >= Losses.WHOLE ? 1 : 0;
      lost += one >= Losses.WHOLE ? 0 : one;
    }
    int left = members.size() - gone;
    if (left < part.required()) {
      return new OfMembers(1, false);
    }
    return new OfMembers(left > 0 ? lost / left : 0, gone > 0);
  }
}
