package io.lull.pipeline.forecast;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an objective on one resource: the last values of its counters, what was counted
 * in windows, and which window has an alarm up. Versioned as bytes.
 */
final class ErrorBudget {
  private static final byte VERSION = 1;
  private static final int NONE = -1;

  /** How much lower a burn rate must be for its alarm to clear. */
  private static final double BACK = 0.9;

  /** After a pause so long a counter that is new may be an old one. */
  private static final long PAUSE_MILLIS = 3_600_000;

  private final Map<String, Double> counters = new TreeMap<>();
  private final BurnWindows windows = new BurnWindows();
  private long periodMillis;
  private int raised = NONE; // the window, by number

  /** What came of a count. */
  enum Change {
    NONE,
    RAISED,
    CLEARED
  }

  long lastMillis() {
    return windows.lastMillis();
  }

  boolean isRaised() {
    return raised != NONE;
  }

  /** Nothing is heard of it any more. */
  void silent() {
    raised = NONE;
  }

  int size() {
    return counters.size();
  }

  /**
   * By how much a counter has grown; a new one counts from 0, but for the first of all.
   *
   * @param most counters that are kept at most; what exceeds them counts nothing
   */
  double growth(String series, double value, long timeMillis, int most) {
    Double before = counters.get(series);
    if (before == null && counters.size() >= most) {
      return 0;
    }
    counters.put(series, value);
    if (before == null) {
      boolean known = lastMillis() != 0 && timeMillis - lastMillis() <= PAUSE_MILLIS;
      return known ? value : 0;
    }
    return value < before ? value : value - before; // it began again
  }

  void forget(String series) {
    counters.remove(series);
  }

  /** Counts, and says whether the alarm changes. */
  Change count(Objective objective, long timeMillis, double total, double bad) {
    if (periodMillis != objective.periodMillis()) {
      windows.clear();
      periodMillis = objective.periodMillis();
    }
    windows.add(timeMillis, total, bad, periodMillis);
    int now = gravest(objective);
    if (now == raised) {
      return Change.NONE;
    }
    raised = now;
    return now == NONE ? Change.CLEARED : Change.RAISED;
  }

  private int gravest(Objective objective) {
    for (int i = 0; i < objective.windows().size(); i++) {
      Objective.Window window = objective.windows().get(i);
      double bar = window.burn() * (raised != NONE && raised <= i ? BACK : 1);
      if (windows.errors(window.longMillis(), periodMillis) >= objective.leastErrors()
          && burn(objective, window.longMillis()) >= bar
          && burn(objective, window.shortMillis()) >= bar) {
        return i;
      }
    }
    return NONE;
  }

  /** The window whose alarm is up; null: none. */
  Objective.@Nullable Window window(Objective objective) {
    return raised == NONE || raised >= objective.windows().size()
        ? null
        : objective.windows().get(raised);
  }

  double ratio(long windowMillis) {
    double total = windows.total(windowMillis, periodMillis);
    return total <= 0 ? 0 : windows.errors(windowMillis, periodMillis) / total;
  }

  double burn(Objective objective, long windowMillis) {
    return ratio(windowMillis) / objective.budget();
  }

  /**
   * The part of the budget that is spent: of what may be bad in a period, if as many are counted
   * for the rest of it as were until now.
   */
  double spent(Objective objective) {
    double total = windows.total(periodMillis, periodMillis);
    long seen = Math.max(1, Math.min(periodMillis, lastMillis() - windows.firstMillis()));
    double expected = total * periodMillis / seen;
    return expected <= 0
        ? 0
        : windows.errors(periodMillis, periodMillis) / (objective.budget() * expected);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(periodMillis);
    out.writeByte(raised);
    out.writeInt(counters.size());
    for (Map.Entry<String, Double> counter : counters.entrySet()) {
      byte[] utf8 = counter.getKey().getBytes(StandardCharsets.UTF_8);
      out.writeInt(utf8.length);
      out.write(utf8);
      out.writeDouble(counter.getValue());
    }
    ByteBuffer bytes = ByteBuffer.allocate(BurnWindows.BYTES);
    windows.write(bytes);
    out.write(bytes.array());
  }

  static ErrorBudget read(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalStateException("a budget of version " + version + ", this can read 1");
    }
    ErrorBudget read = new ErrorBudget();
    read.periodMillis = in.getLong();
    read.raised = in.get();
    int size = in.getInt();
    for (int i = 0; i < size; i++) {
      byte[] utf8 = new byte[in.getInt()];
      in.get(utf8);
      read.counters.put(new String(utf8, StandardCharsets.UTF_8), in.getDouble());
    }
    read.windows.read(in);
    return read;
  }
}
