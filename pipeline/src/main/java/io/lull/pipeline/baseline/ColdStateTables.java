package io.lull.pipeline.baseline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * The cold parts of the series of the resource that is the current key: tails by slot, seasons by
 * pages of {@value #SEASONS_A_PAGE} slots, since those of a resource turn at one time.
 */
final class ColdStateTables implements SeriesBaseline.Pages {
  private static final byte VERSION = 1;
  private static final int SEASONS_A_PAGE = 16;

  // Checkpointed.
  private final MapState<Integer, byte[]> tails;
  private final MapState<Integer, byte[]> seasons;

  // Pages of seasons of the current resource that were read, and those of them that have changed.
  private final Map<Integer, byte[]> pages = new HashMap<>();
  private final Map<Integer, byte[]> changed = new TreeMap<>();

  private final Bytes cursor = new Bytes();
  private int slot;

  ColdStateTables(RuntimeContext runtime) {
    tails = runtime.getMapState(descriptor("tails"));
    seasons = runtime.getMapState(descriptor("seasons"));
  }

  private static MapStateDescriptor<Integer, byte[]> descriptor(String name) {
    return new MapStateDescriptor<>(
        name, Types.INT, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  /** Goes to a series of the resource. */
  void at(int series) {
    slot = series;
  }

  @Override
  public @Nullable Bytes tails() {
    byte[] stored = get(tails, slot);
    return stored == null ? null : versioned(stored);
  }

  @Override
  public @Nullable Bytes season() {
    byte[] page = page();
    return page == null ? null : cursor.at(page, seasonAt());
  }

  private int seasonAt() {
    return 1 + slot % SEASONS_A_PAGE * SeriesBaseline.SEASON_BYTES;
  }

  private byte @Nullable [] page() {
    int number = slot / SEASONS_A_PAGE;
    byte[] known = pages.get(number);
    if (known == null) {
      known = get(seasons, number);
      if (known == null) {
        return null;
      }
      versioned(known);
      pages.put(number, known);
    }
    return known;
  }

  private Bytes versioned(byte[] stored) {
    Bytes bytes = cursor.at(stored, 0);
    byte version = bytes.getByte();
    if (version != VERSION) {
      throw new IllegalStateException("profile of version " + version + ", this can read 1");
    }
    return bytes;
  }

  /** Keeps the cold parts of the series that have changed; seasons with {@link #write}. */
  void keep(SeriesBaseline baseline) {
    if (baseline.tailsChanged()) {
      byte[] bytes = new byte[1 + SeriesBaseline.TAILS_BYTES];
      baseline.writeTails(cursor.at(bytes, 0).putByte(VERSION));
      put(tails, slot, bytes);
    }
    if (baseline.seasonChanged()) {
      byte[] page = page();
      if (page == null) {
        page = new byte[1 + SEASONS_A_PAGE * SeriesBaseline.SEASON_BYTES];
        page[0] = VERSION;
        pages.put(slot / SEASONS_A_PAGE, page);
      }
      changed.put(slot / SEASONS_A_PAGE, page);
      baseline.writeSeason(cursor.at(page, seasonAt()));
    }
  }

  /** Writes the seasons of the resource, before another one is turned to. */
  void write() {
    if (!changed.isEmpty()) {
      changed.forEach((number, page) -> put(seasons, number, page));
      changed.clear();
    }
    if (!pages.isEmpty()) {
      pages.clear();
    }
  }

  /** Forgets a series. */
  void forget(int series) {
    try {
      tails.remove(series);
    } catch (Exception e) {
      throw failed(e);
    }
  }

  /** Forgets all series of the resource. */
  void clear() {
    tails.clear();
    seasons.clear();
    pages.clear();
    changed.clear();
  }

  private static byte @Nullable [] get(MapState<Integer, byte[]> state, int key) {
    try {
      return state.get(key);
    } catch (Exception e) {
      throw failed(e);
    }
  }

  private static void put(MapState<Integer, byte[]> state, int key, byte[] value) {
    try {
      state.put(key, value);
    } catch (Exception e) {
      throw failed(e);
    }
  }

  private static UncheckedIOException failed(Exception e) {
    return new UncheckedIOException(new IOException("state of baselines", e));
  }
}
