package io.lull.job.cmdb;

import io.lull.job.cli.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds files that a process names as its own open ones, such as {@code /dev/stdin} or a pipe of
 * the shell's {@code <(…)}, from another process. Only its owner can.
 */
final class CallerFiles {
  private static final Path SELF = Path.of("/proc/self");
  private static final Path OPEN = Path.of("/dev/fd");
  private static final List<Path> STANDARD =
      List.of(Path.of("/dev/stdin"), Path.of("/dev/stdout"), Path.of("/dev/stderr"));

  private CallerFiles() {}

  /** What the process meant by an absolute path. */
  static Path path(Path path, long process) {
    Path own = own(path.normalize());
    if (own == null) {
      return path;
    }
    Path there = Path.of("/proc", Long.toString(process));
    if (!Files.isDirectory(there)) {
      throw CommandException.invalid(
          path + ": the process that has the CMDB open cannot read it; write it to a file first");
    }
    return there.resolve(own);
  }

  /** Below the directory of the process; null for a file that means the same to everybody. */
  private static @Nullable Path own(Path path) {
    int standard = STANDARD.indexOf(path);
    if (standard >= 0) {
      return Path.of("fd", Integer.toString(standard));
    }
    if (path.startsWith(OPEN)) {
      return Path.of("fd").resolve(OPEN.relativize(path));
    }
    return path.startsWith(SELF) ? SELF.relativize(path) : null;
  }
}
