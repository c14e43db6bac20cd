package io.lull.connector.gateway;

import org.jspecify.annotations.Nullable;

/**
 * Where raw records go. The gateway bounds what is in flight before it calls {@link #send}; a sink
 * used without a gateway needs such a bound of its own.
 */
public interface RawSink extends AutoCloseable {

  /**
   * Takes a record over. Never blocks; records of one topic and key arrive in the order of the
   * calls. {@code completion} is called exactly once, from any thread, possibly before this
   * returns.
   */
  void send(RawMessage message, Completion completion);

  /**
   * Delivers what was taken over, as long as that is possible within a bounded time, fails the rest
   * and releases everything. Idempotent.
   */
  @Override
  void close();

  /** Told how a record ended; must not block. */
  interface Completion {
    /**
     * @param failure null once the record is stored durably; otherwise it was not stored, and
     *     {@link Unstorable} says that trying again would not help
     */
    void onCompletion(@Nullable Exception failure);
  }

  /** The record can never be stored as it is, for instance because the topic refuses its size. */
  final class Unstorable extends Exception {
    private static final long serialVersionUID = 1L;

    public Unstorable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
