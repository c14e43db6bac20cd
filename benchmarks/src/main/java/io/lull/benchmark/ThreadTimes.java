package io.lull.benchmark;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Processor time of threads of this process that no management bean knows: those of the compiler
 * and of the collector. Zero where the system does not tell.
 */
final class ThreadTimes {
  private static final Path TASKS = Path.of("/proc/self/task");
  private static final Duration TICK = Duration.ofMillis(10);

  // Of what follows the name in a thread's stat file.
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private long compilerTicks;
  private long collectorTicks;

  private ThreadTimes() {}

  static ThreadTimes now() throws IOException {
    ThreadTimes times = new ThreadTimes();
    if (Files.isDirectory(TASKS)) {
      try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
        for (Path task : tasks) {
          times.add(task.resolve("stat"));
        }
      }
    }
    return times;
  }

  private void add(Path file) {
    String stat;
    try {
      stat = Files.readString(file);
    } catch (IOException e) {
      return; // The thread has ended: there is no such file, or no such process.
    }
    String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(rest[USER]) + Long.parseLong(rest[SYSTEM]);
    if (name.startsWith("C1 Comp") || name.startsWith("C2 Comp")) {
      compilerTicks += ticks;
    } else if (name.startsWith("GC Thread") || name.startsWith("G1 ")) {
      collectorTicks += ticks;
    }
  }

  long compilerNanos() {
    return compilerTicks * TICK.toNanos();
  }

  long collectorNanos() {
    return collectorTicks * TICK.toNanos();
  }
}
