package io.lull.pipeline.baseline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/** Versioned bytes by number, of the resource that is the current key. */
final class SlotStateTables {
  private static final byte VERSION = 1;

  /** Bytes before what is kept. */
  static final int HEAD = 1;

  private final MapState<Integer, byte[]> state; // checkpointed

  SlotStateTables(RuntimeContext runtime, String name) {
    state =
        runtime.getMapState(
            new MapStateDescriptor<>(
                name, Types.INT, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }

  /** What is kept, behind {@value #HEAD} bytes; null: nothing. */
  byte @Nullable [] get(int number) {
    byte[] stored;
    try {
      stored = state.get(number);
    } catch (Exception e) {
      throw failed(e);
    }
    if (stored != null && stored[0] != VERSION) {
      throw new IllegalStateException("profile of version " + stored[0] + ", this can read 1");
    }
    return stored;
  }

  /** Keeps bytes, which have {@value #HEAD} free ones before them. */
  void put(int number, byte[] bytes) {
    bytes[0] = VERSION;
    try {
      state.put(number, bytes);
    } catch (Exception e) {
      throw failed(e);
    }
  }

  /** Keeps several at once. */
  void putAll(Map<Integer, byte[]> all) {
    all.values().forEach(bytes -> bytes[0] = VERSION);
    try {
      state.putAll(all);
    } catch (Exception e) {
      throw failed(e);
    }
  }

  void remove(int number) {
    try {
      state.remove(number);
    } catch (Exception e) {
      throw failed(e);
    }
  }

  void clear() {
    state.clear();
  }

  private static UncheckedIOException failed(Exception e) {
    return new UncheckedIOException(new IOException("state of baselines", e));
  }
}
