package io.lull.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What was used up to a moment; the difference of two is what was used in between.
 *
 * @param cpuNanos processor time of this process
 * @param brokerNanos processor time of the broker
 * @param gcNanos of it, that of the collector's threads
 * @param compilerNanos of it, that of the compiler's threads
 * @param stealTicks processor time that the host gave to others, of the whole machine
 * @param allTicks processor time of the whole machine, idle time included
 */
record Usage(
    long cpuNanos,
    long brokerNanos,
    long gcNanos,
    long compilerNanos,
    long stealTicks,
    long allTicks) {
  private static final Path STAT = Path.of("/proc/stat");
  private static final int STEAL = 8;
  // user nice system idle iowait irq softirq steal; guest times are in user already.
  private static final int COLUMNS = 8;

  static Usage now(BrokerProcess broker) throws IOException {
    long cpu =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getProcessCpuTime()
            : 0;
    ThreadTimes threads = ThreadTimes.now();
    long[] ticks = ticks();
    return new Usage(
        cpu,
        broker.cpu().toNanos(),
        threads.collectorNanos(),
        threads.compilerNanos(),
        ticks[0],
        ticks[1]);
  }

  Usage since(Usage before) {
    return new Usage(
        cpuNanos - before.cpuNanos,
        brokerNanos - before.brokerNanos,
        gcNanos - before.gcNanos,
        compilerNanos - before.compilerNanos,
        stealTicks - before.stealTicks,
        allTicks - before.allTicks);
  }

  /** Steal in percent of the machine; 0 where the system does not tell. */
  double stealPercent() {
    return allTicks == 0 ? 0 : 100.0 * stealTicks / allTicks;
  }

  private static long[] ticks() throws IOException {
    if (!Files.isReadable(STAT)) {
      return new long[] {0, 0};
    }
    List<String> lines = Files.readAllLines(STAT);
    String[] columns = lines.get(0).trim().split("\\s+", -1);
    long all = 0;
    for (int i = 1; i <= COLUMNS && i < columns.length; i++) {
      all += Long.parseLong(columns[i]);
    }
    return new long[] {columns.length > STEAL ? Long.parseLong(columns[STEAL]) : 0, all};
  }
}
