package io.lull.pipeline.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Elements that wait for their time, as bytes: taken by time, then in the order in which they came.
 * A binary heap over arrays of numbers, 24 bytes an element; the bytes stand in pages that a
 * snapshot takes over ({@link RecordStore}). So a topology of millions of changes can wait in a
 * fraction of what its objects would take. Adding and taking cost O(log n).
 */
public final class PackedQueue {
  private static final int HELD = 1;

  private final RecordStore store = new RecordStore(this::moved);
  private final Packer packer = new Packer();
  private final Unpacker reader = new Unpacker();
  private final IntStack free = new IntStack();

  /** How many of the elements of a time delete something. */
  private final Map<Long, Integer> deletes = new HashMap<>();

  // By element.
  private long[] time = new long[16];
  private long[] arrival = new long[16];
  private int[] address = new int[16];
  private int next;

  /** Elements, each before its two children. */
  private int[] heap = new int[16];

  private int size;
  private long arrivals;
  private boolean restoring;

  /** Holds an element. */
  public void add(long timeMillis, boolean deleting, byte[] bytes) {
    int element = free.isEmpty() ? next++ : free.pop();
    packer.clear();
    packer.fixed(timeMillis);
    packer.fixed(arrivals);
    packer.raw((byte) (deleting ? 1 : 0));
    packer.raw(bytes, 0, bytes.length);
    int at = store.append(HELD, element, packer.bytes(), 0, packer.size());
    enter(element, timeMillis, arrivals++, deleting, at);
  }

  private void enter(int element, long timeMillis, long arrived, boolean deleting, int at) {
    if (element >= time.length) {
      int capacity = element + (element >> 1) + 16;
      time = Arrays.copyOf(time, capacity);
      arrival = Arrays.copyOf(arrival, capacity);
    }
    address = IntStack.grown(address, element);
    heap = IntStack.grown(heap, size);
    time[element] = timeMillis;
    arrival[element] = arrived;
    address[element] = at;
    if (deleting) {
      deletes.merge(timeMillis, 1, Integer::sum);
    }
    up(size++, element);
  }

  /** Time of the first element; MAX_VALUE if there is none. */
  public long nextTime() {
    return size == 0 ? Long.MAX_VALUE : time[heap[0]];
  }

  /** Whether an element of the time that is held deletes something. */
  public boolean deletesAt(long timeMillis) {
    return deletes.containsKey(timeMillis);
  }

  /** Removes the first element. There must be one. */
  public byte[] take() {
    int element = heap[0];
    store.read(address[element], reader);
    reader.fixed();
    reader.fixed();
    boolean deleting = reader.raw() != 0;
    byte[] bytes = Arrays.copyOfRange(reader.bytes(), reader.at(), reader.end());
    if (deleting) {
      deletes.computeIfPresent(time[element], (t, number) -> number == 1 ? null : number - 1);
    }
    store.free(address[element]);
    address[element] = 0;
    free.push(element);
    int last = heap[--size];
    if (size > 0) {
      down(last);
    }
    return bytes;
  }

  public int size() {
    return size;
  }

  private void up(int from, int element) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (!isBefore(element, heap[parent])) {
        break;
      }
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = element;
  }

  /** From the root, which is free. */
  private void down(int element) {
    int at = 0;
    for (int child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], element)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = element;
  }

  private boolean isBefore(int a, int b) {
    return time[a] != time[b] ? time[a] < time[b] : arrival[a] < arrival[b];
  }

  private void moved(int kind, int element, int at) {
    if (restoring) {
      address = IntStack.grown(address, element);
      next = Math.max(next, element + 1);
    }
    address[element] = at;
  }

  /** What a snapshot keeps, see {@link Topology#chunks}. */
  public Map<Integer, Chunk> chunks() {
    return store.chunks();
  }

  /** Takes over the pages of a snapshot; the queue must be new. */
  public void restore(Map<Integer, Chunk> chunks) {
    restoring = true;
    store.restore(chunks);
    restoring = false;
    for (int element = next - 1; element >= 0; element--) {
      if (address[element] == 0) {
        free.push(element);
        continue;
      }
      store.read(address[element], reader);
      long timeMillis = reader.fixed();
      long arrived = reader.fixed();
      enter(element, timeMillis, arrived, reader.raw() != 0, address[element]);
      arrivals = Math.max(arrivals, arrived + 1);
    }
  }
}
