package io.lull.pipeline.forecast;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one resource: its series that have a limit, and which of them holds an alarm up.
 * Versioned as bytes.
 */
final class ResourceForecasts {
  private static final byte VERSION = 1;
  private static final int OBJECT_BYTES = 500;

  /** By rule and name. */
  final Map<String, WatchedSeries> series = new TreeMap<>();

  /** Key of the series that holds it up, by alarm. */
  final Map<String, String> alarms = new TreeMap<>();

  /** By objective. */
  final Map<String, ErrorBudget> budgets = new TreeMap<>();

  /** When the timer is registered, milliseconds since the epoch; {@code Long.MAX_VALUE}: none. */
  long timerMillis = Long.MAX_VALUE;

  // Not kept.
  boolean changed;
  @Nullable Plan plan;

  /** About what it takes on the heap. */
  int heapBytes() {
    return (1 + series.size()) * (OBJECT_BYTES + SeriesForecast.MOST_BYTES)
        + budgets.size() * (BurnWindows.BYTES + OBJECT_BYTES);
  }

  int size() {
    return series.size() + budgets.size();
  }

  boolean isEmpty() {
    return series.isEmpty() && budgets.isEmpty();
  }

  /** Another series that foretells the same; of several the one that crosses first. */
  @Nullable WatchedSeries another(WatchedSeries than) {
    WatchedSeries found = null;
    for (WatchedSeries other : series.values()) {
      if (other != than
          && other.forecast.isTold()
          && other.alarm().equals(than.alarm())
          && (found == null
              || other.forecast.crossing().atMillis() < found.forecast.crossing().atMillis())) {
        found = other;
      }
    }
    return found;
  }

  byte[] write() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(heapBytes());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(timerMillis);
      out.writeInt(series.size());
      for (WatchedSeries one : series.values()) {
        text(out, one.rule);
        text(out, one.name);
        text(out, one.type);
        text(out, one.qualifier);
        out.writeDouble(one.value);
        out.writeBoolean(one.key().equals(alarms.get(one.alarm())));
        byte[] forecast = one.forecast.write();
        out.writeShort(forecast.length);
        out.write(forecast);
      }
      out.writeInt(budgets.size());
      for (Map.Entry<String, ErrorBudget> budget : budgets.entrySet()) {
        text(out, budget.getKey());
        budget.getValue().write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  static ResourceForecasts read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalStateException("forecasts of version " + version + ", this can read 1");
    }
    ResourceForecasts read = new ResourceForecasts();
    read.timerMillis = in.getLong();
    int size = in.getInt();
    for (int i = 0; i < size; i++) {
      String rule = text(in);
      String name = text(in);
      String type = text(in);
      String qualifier = text(in);
      double value = in.getDouble();
      boolean holds = in.get() != 0;
      int end = in.getShort();
      end += in.position();
      WatchedSeries one = new WatchedSeries(rule, name, type, qualifier, SeriesForecast.read(in));
      in.position(end);
      one.value = value;
      read.series.put(one.key(), one);
      if (holds) {
        read.alarms.put(one.alarm(), one.key());
      }
    }
    int budgets = in.getInt();
    for (int i = 0; i < budgets; i++) {
      String objective = text(in);
      read.budgets.put(objective, ErrorBudget.read(in));
    }
    return read;
  }

  private static String text(ByteBuffer in) {
    byte[] utf8 = new byte[in.getInt()];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
