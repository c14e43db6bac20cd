package io.lull.connector.gateway;

/** What every listener does with its thread when it is closed. */
final class Threads {
  private Threads() {}

  /** Waits a bounded time for a thread that was told to end. */
  static void join(Thread thread, long millis) {
    if (thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
