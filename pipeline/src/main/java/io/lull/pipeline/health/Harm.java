package io.lull.pipeline.health;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one alarm does to the health of its resource.
 *
 * @param slot alarms of one slot replace each other
 * @param type alarm type that holds the slot
 * @param amount what it takes of what the others leave, 0 to 1
 * @param shares the signals that it is about, and what each has of it; they add up to 1
 * @param laterAmount what it takes from {@code laterMillis} on; 0: it is over then
 * @param laterMillis milliseconds since the epoch; {@code Long.MAX_VALUE}: nothing is due
 */
public record Harm(
    String slot,
    String type,
    double amount,
    Map<String, Double> shares,
    double laterAmount,
    long laterMillis) {
  private static final long NEVER = Long.MAX_VALUE;

  public Harm {
    shares = Map.copyOf(shares);
  }

  Harm(String slot, String type, double amount, Map<String, Double> shares) {
    this(slot, type, amount, shares, amount, NEVER);
  }

  /** The alarm is raised again: more counts at once, less after the hold. */
  Harm raised(Harm again, long heldUntilMillis) {
    if (again.amount >= amount) {
      return again;
    }
    return new Harm(slot, again.type, amount, again.shares, again.amount, heldUntilMillis);
  }

  Harm cleared(long heldUntilMillis) {
    return new Harm(slot, type, amount, shares, 0, heldUntilMillis);
  }

  /** As it is at a time; null: it is over. */
  @Nullable Harm at(long timeMillis) {
    if (laterMillis > timeMillis) {
      return this;
    }
    return laterAmount == 0 ? null : new Harm(slot, type, laterAmount, shares);
  }
}
