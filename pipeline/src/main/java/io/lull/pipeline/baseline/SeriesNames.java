package io.lull.pipeline.baseline;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of a resource's series by slot, and back; a free slot has none. */
final class SeriesNames {
  private static final byte VERSION = 1;

  private final List<String> bySlot;
  private final Map<String, Integer> slots = new HashMap<>();

  SeriesNames() {
    this(new ArrayList<>());
  }

  private SeriesNames(List<String> bySlot) {
    this.bySlot = bySlot;
    for (int slot = 0; slot < bySlot.size(); slot++) {
      if (!bySlot.get(slot).isEmpty()) {
        slots.put(bySlot.get(slot), slot);
      }
    }
  }

  int slot(String name) {
    return slots.getOrDefault(name, ResourceSeries.NONE);
  }

  String name(int slot) {
    return slot < bySlot.size() ? bySlot.get(slot) : "";
  }

  void put(int slot, String name) {
    while (bySlot.size() <= slot) {
      bySlot.add("");
    }
    bySlot.set(slot, name);
    slots.put(name, slot);
  }

  void remove(int slot) {
    slots.remove(bySlot.set(slot, ""));
  }

  /** Names and slots, in the order of the names. */
  List<Map.Entry<String, Integer>> sorted() {
    List<Map.Entry<String, Integer>> entries = new ArrayList<>(slots.entrySet());
    entries.sort(Map.Entry.comparingByKey());
    return Collections.unmodifiableList(entries);
  }

  byte[] write() {
    List<byte[]> texts = new ArrayList<>();
    int length = 1 + Integer.BYTES;
    for (String name : bySlot) {
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      texts.add(text);
      length += Integer.BYTES + text.length;
    }
    byte[] bytes = new byte[length];
    Bytes out = Bytes.of(bytes).putByte(VERSION).putInt(texts.size());
    for (byte[] text : texts) {
      out.putInt(text.length);
      System.arraycopy(text, 0, bytes, out.position(), text.length);
      out.at(bytes, out.position() + text.length);
    }
    return bytes;
  }

  static SeriesNames read(byte[] bytes) {
    Bytes in = Bytes.of(bytes);
    byte version = in.getByte();
    if (version != VERSION) {
      throw new IllegalStateException("names of version " + version + ", this can read 1");
    }
    int size = in.getInt();
    List<String> names = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int length = in.getInt();
      names.add(new String(bytes, in.position(), length, StandardCharsets.UTF_8));
      in.at(bytes, in.position() + length);
    }
    return new SeriesNames(names);
  }
}
