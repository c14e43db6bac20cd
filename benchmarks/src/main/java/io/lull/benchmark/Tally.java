package io.lull.benchmark;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32;

/**
 * What sources and sinks of the running job saw. One for the process, since Flink makes its own
 * copies of them; one job runs at a time.
 */
final class Tally {
  private static final AtomicLong FIRST_RECORD_NANOS = new AtomicLong();
  private static final AtomicLong END_NANOS = new AtomicLong();
  private static final Map<String, LongAdder> COUNTS = new ConcurrentHashMap<>();
  private static final LongAdder CHECKSUM = new LongAdder();

  private Tally() {}

  static void reset() {
    FIRST_RECORD_NANOS.set(0);
    END_NANOS.set(0);
    COUNTS.clear();
    CHECKSUM.reset();
  }

  /** Notes when the first raw record came. */
  static void rawRecord() {
    if (FIRST_RECORD_NANOS.get() == 0) {
      FIRST_RECORD_NANOS.compareAndSet(0, System.nanoTime());
    }
  }

  /** By {@link System#nanoTime}; 0 if none came. */
  static long firstRecordNanos() {
    return FIRST_RECORD_NANOS.get();
  }

  /**
   * Notes that something has come out, or that a sink has seen the end of its input. A bounded job
   * then waits for a last checkpoint, which is no work.
   */
  static void end() {
    END_NANOS.accumulateAndGet(System.nanoTime(), (a, b) -> a == 0 || b - a > 0 ? b : a);
  }

  /** When the last of it was; 0 if nothing came out. */
  static long endNanos() {
    return END_NANOS.get();
  }

  static void add(String name, long number) {
    COUNTS.computeIfAbsent(name, k -> new LongAdder()).add(number);
  }

  /** Adds to a checksum over a set: the order does not matter. */
  static void checksum(byte[] element) {
    CRC32 crc = new CRC32();
    crc.update(element);
    CHECKSUM.add(crc.getValue());
  }

  /** Adds a sum that was kept elsewhere. */
  static void addChecksum(long sum) {
    CHECKSUM.add(sum);
  }

  static long checksum() {
    return CHECKSUM.sum();
  }

  static Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    COUNTS.forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }
}
