package io.lull.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A storm, the same at every run of a plan. Faults go on side by side, each in one rack, and raise
 * alarm after alarm there; between these, alarms raised before, most of them just now, are raised
 * again or cleared.
 */
final class Storm {
  private static final long SEED = 20260115L;
  private static final int FAULTS_AT_ONCE = 32;
  private static final int RECENT = 20_000;

  /** A raw event. */
  record Message(Alarm alarm, boolean raised, long timeMillis) {
    byte[] encode() {
      return alarm.kind().isSnmp()
          ? Traps.encode(alarm, raised, timeMillis)
          : SyslogLines.encode(alarm, raised, timeMillis);
    }
  }

  /** Alarms that one fault has still to raise. */
  private static final class Fault {
    private final int rack;
    private final int pass;
    private int slot;

    Fault(int rack, int pass) {
      this.rack = rack;
      this.pass = pass;
    }

    Alarm next() {
      Alarm alarm = new Alarm(new Ci(rack, slot), Alarm.Kind.of(slot + pass), pass);
      slot++;
      return alarm;
    }

    boolean isOver() {
      return slot == StormPlan.RACK;
    }
  }

  private final StormPlan plan;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final int[] order;
  private final List<Fault> faults = new ArrayList<>();
  private final Alarm[] recent = new Alarm[RECENT];
  private long events;
  private long firsts;
  private int started;

  Storm(StormPlan plan) {
    this.plan = plan;
    this.order = shuffled(plan.racks());
  }

  private int[] shuffled(int racks) {
    int[] shuffled = new int[racks];
    for (int i = 0; i < racks; i++) {
      int other = random.nextInt(i + 1);
      shuffled[i] = shuffled[other];
      shuffled[other] = i;
    }
    return shuffled;
  }

  boolean hasNext() {
    return events < plan.events();
  }

  Message next() {
    long time = plan.timeOf(events);
    events++;
    if (firsts == 0 || random.nextDouble() >= plan.repeatShare()) {
      return new Message(first(), true, time);
    }
    Alarm alarm = repeated();
    return new Message(alarm, random.nextDouble() >= plan.clearShare(), time);
  }

  /** How many alarms were raised so far. */
  long alarms() {
    return firsts;
  }

  /** Most repeats follow soon after the raise, some late: half of them within RECENT / 8 alarms. */
  private Alarm repeated() {
    double u = random.nextDouble();
    long back = (long) (Math.min(firsts, RECENT) * u * u * u);
    return recent[(int) ((firsts - 1 - back) % RECENT)];
  }

  private Alarm first() {
    while (faults.size() < FAULTS_AT_ONCE) {
      faults.add(new Fault(order[started % order.length], started / order.length));
      started++;
    }
    int index = random.nextInt(faults.size());
    Fault fault = faults.get(index);
    Alarm alarm = fault.next();
    if (fault.isOver()) {
      faults.remove(index);
    }
    recent[(int) (firsts++ % RECENT)] = alarm;
    return alarm;
  }
}
