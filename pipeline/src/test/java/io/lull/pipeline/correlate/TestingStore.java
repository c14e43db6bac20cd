package io.lull.pipeline.correlate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Keeps the values of one table as the bytes that a checkpoint has of them. */
final class TestingStore<K, V> implements HeapTable.Store<K, V> {
  private final Map<K, byte[]> entries = new HashMap<>();
  private final TypeSerializer<V> serializer;

  TestingStore(Class<V> type) {
    serializer = TypeInformation.of(type).createSerializer(new SerializerConfigImpl());
  }

  @Override
  public void put(K key, V value) {
    try {
      DataOutputSerializer out = new DataOutputSerializer(64);
      serializer.serialize(value, out);
      entries.put(key, out.getCopyOfBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void remove(K key) {
    if (entries.remove(key) == null) {
      throw new IllegalStateException("never written, but removed: " + key);
    }
  }

  void load(HeapTable<K, V> table) {
    try {
      for (Map.Entry<K, byte[]> entry : entries.entrySet()) {
        table.load(
            entry.getKey(), serializer.deserialize(new DataInputDeserializer(entry.getValue())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int size() {
    return entries.size();
  }

  long bytes() {
    return entries.values().stream().mapToLong(bytes -> bytes.length).sum();
  }
}
