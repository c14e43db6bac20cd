package io.lull.benchmark;

import java.util.Map;

/**
 * One run of one job.
 *
 * @param job what ran
 * @param records raw records on the topics
 * @param flowNanos from the first raw record to when all has come out
 * @param wholeNanos from its submission to its end
 * @param counts what came out
 * @param checksum over ids and revisions of incidents, without regard to order
 * @param checkpoints how many were completed
 * @param checkpointMillis how long the longest took
 * @param checkpointBytes how much the largest wrote
 * @param stateBytes how much the largest refers to: the whole state
 */
record Round(
    String job,
    long records,
    long flowNanos,
    long wholeNanos,
    Usage usage,
    Map<String, Long> counts,
    long checksum,
    long checkpoints,
    long checkpointMillis,
    long checkpointBytes,
    long stateBytes) {
  private static final double NANOS = 1e9;

  double flowSeconds() {
    return flowNanos / NANOS;
  }

  double wholeSeconds() {
    return wholeNanos / NANOS;
  }

  double cpuSeconds() {
    return usage.cpuNanos() / NANOS;
  }

  /** Processor time without that of the compiler, which a job that stays up does not need. */
  double warmMicrosPerRecord() {
    return (usage.cpuNanos() - usage.compilerNanos()) / 1e3 / records;
  }

  double perSecond() {
    return records / flowSeconds();
  }

  long count(String name) {
    return counts.getOrDefault(name, 0L);
  }
}
