package io.lull.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The directory everything is kept in: Kafka's log, the CMDB, Flink's checkpoints, the log file.
 * One process at a time; the lock goes with the process, however it ends.
 */
final class DataDirectory implements AutoCloseable {
  private final Path root;
  private final FileChannel lockFile;

  private DataDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * Opens the directory and makes it where it is missing.
   *
   * @throws IOException if it cannot be written to, or another process uses it
   */
  static DataDirectory open(Path root) throws IOException {
    Path directory = Files.createDirectories(root.toAbsolutePath());
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw new IOException(
          directory + " is in use by another process; choose another with --data");
    }
    return new DataDirectory(directory, channel);
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  Path root() {
    return root;
  }

  Path kafka() {
    return root.resolve("kafka");
  }

  Path flink() {
    return root.resolve("flink");
  }

  Path cmdb() {
    return root.resolve("cmdb");
  }

  /** Whether a broker has run here before. */
  boolean isFresh() {
    return !Files.exists(kafka().resolve("log"));
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
