package io.lull.pipeline.health;

import io.lull.pipeline.model.AlarmChange;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The health of one resource: {@code product of (1 - amount)} over the alarms that are up or were a
 * moment ago, as if each did its harm independently of the others. What a signal contributes is its
 * part of {@code -ln} of that product, so that contributions add up to what is missing to 1.
 *
 * <p>An alarm counts at once, and for the hold after it has cleared. So a score falls at once and
 * rises slowly, and an alarm that comes and goes changes it once.
 *
 * @param harms in the order of their slots
 * @param told score that was told last
 * @param timerMillis when the timer is registered, milliseconds since the epoch; 0: none
 */
public record ResourceHealth(List<Harm> harms, double told, long timerMillis) {
  /** Most alarms of a resource that count; of more those that come last are left out. */
  static final int MAX_HARMS = 64;

  private static final double WELL = 1;
  private static final double PER_CENT = 100;

  static final ResourceHealth NEW = new ResourceHealth(List.of(), WELL, 0);

  public ResourceHealth {
    harms = List.copyOf(harms);
  }

  /** A score and what takes from 1, by signal. */
  record Told(double score, Map<String, Double> contributions) {}

  /** Takes an event; alarms are raised and cleared, anything else changes nothing. */
  ResourceHealth take(Event event, long heldUntilMillis) {
    String slot = HarmScale.slot(event);
    if (event.getStatus() == EventStatus.RAISED) {
      return raise(slot, HarmScale.of(event), heldUntilMillis);
    }
    return event.getStatus() == EventStatus.CLEARED
        ? clear(slot, event.getType(), heldUntilMillis)
        : this;
  }

  /** The same of an alarm as correlation hears of it. */
  ResourceHealth take(AlarmChange change, long heldUntilMillis) {
    String slot = HarmScale.slot(change);
    return switch (change.kind()) {
      case RAISED, FLAPPING -> raise(slot, HarmScale.of(change), heldUntilMillis);
      case CLEARED -> clear(slot, change.type(), heldUntilMillis);
      case REPEATED, CALMED -> this;
    };
  }

  private ResourceHealth raise(String slot, @Nullable Harm harm, long heldUntilMillis) {
    Harm known = find(slot);
    if (harm == null) {
      return known == null ? this : with(slot, known.cleared(heldUntilMillis));
    }
    return with(slot, known == null ? harm : known.raised(harm, heldUntilMillis));
  }

  private ResourceHealth clear(String slot, String type, long heldUntilMillis) {
    Harm known = find(slot);
    return known == null || !known.type().equals(type)
        ? this
        : with(slot, known.cleared(heldUntilMillis));
  }

  private @Nullable Harm find(String slot) {
    for (Harm harm : harms) {
      if (harm.slot().equals(slot)) {
        return harm;
      }
    }
    return null;
  }

  private ResourceHealth with(String slot, Harm changed) {
    List<Harm> all = new ArrayList<>(harms.size() + 1);
    boolean placed = false;
    for (Harm harm : harms) {
      if (!placed && harm.slot().compareTo(slot) >= 0) {
        all.add(changed);
        placed = true;
      }
      if (!harm.slot().equals(slot)) {
        all.add(harm);
      }
    }
    if (!placed) {
      all.add(changed);
    }
    return all.size() > MAX_HARMS ? this : new ResourceHealth(all, told, timerMillis);
  }

  /** Whether an alarm is one too many to be taken in. */
  boolean isFullFor(Event event) {
    return isFullFor(HarmScale.slot(event));
  }

  /** Whether an alarm of this slot is one too many. */
  boolean isFullFor(String slot) {
    return harms.size() >= MAX_HARMS && find(slot) == null;
  }

  /** What its alarms leave. */
  double left() {
    double left = WELL;
    for (Harm harm : harms) {
      left *= 1 - harm.amount();
    }
    return left;
  }

  /** What counts at a time. */
  ResourceHealth at(long timeMillis) {
    List<Harm> now = new ArrayList<>(harms.size());
    for (Harm harm : harms) {
      Harm then = harm.at(timeMillis);
      if (then != null) {
        now.add(then);
      }
    }
    return new ResourceHealth(now, told, timerMillis);
  }

  /** When something is due; {@code Long.MAX_VALUE}: nothing is. */
  long dueMillis() {
    return harms.stream().mapToLong(Harm::laterMillis).min().orElse(Long.MAX_VALUE);
  }

  /** What is to be told: null where the score is about what was told last. */
  @Nullable Told news(double step) {
    Told now = score();
    boolean wellAgain = now.score() == WELL && told != WELL;
    // Both are whole hundredths; their difference is not.
    return wellAgain || rounded(Math.abs(now.score() - told)) >= step ? now : null;
  }

  private Told score() {
    double logs = 0;
    for (Harm harm : harms) {
      logs += Math.log1p(-harm.amount());
    }
    double score = rounded(left());
    Map<String, Double> contributions = new TreeMap<>();
    for (Harm harm : harms) {
      double part = (1 - score) * Math.log1p(-harm.amount()) / logs;
      harm.shares()
          .forEach((signal, share) -> contributions.merge(signal, part * share, Double::sum));
    }
    contributions.replaceAll((signal, part) -> rounded(part));
    contributions.values().removeIf(part -> part == 0);
    return new Told(score, contributions);
  }

  static double rounded(double value) {
    return Math.rint(value * PER_CENT) / PER_CENT;
  }

  ResourceHealth withTold(double score) {
    return new ResourceHealth(harms, score, timerMillis);
  }

  ResourceHealth withTimer(long changedMillis) {
    return new ResourceHealth(harms, told, changedMillis);
  }
}
