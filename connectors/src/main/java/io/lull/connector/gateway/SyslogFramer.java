package io.lull.connector.gateway;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a TCP byte stream into syslog messages, in both framings of RFC 6587, which may alternate: a
 * message that begins with a count, a blank and {@code <}, as in {@code 42 <13>…}, has so many
 * bytes, any other ends at LF or NUL.
 *
 * <p>Trailing CR, LF and NUL are taken off; what is empty then is no message (senders keep
 * connections alive so). A message longer than the limit is cut and its rest skipped. Not
 * thread-safe.
 */
final class SyslogFramer {
  /** Digits of the longest count that is taken for one; a longer number is text. */
  private static final int COUNT_DIGITS = 9;

  private enum State {
    /** Between messages. */
    START,
    /** In digits that may be a count, or the beginning of a line. */
    COUNT,
    /** Behind digits and a blank: a count if a message follows. */
    AFTER_COUNT,
    /** In a message of known length. */
    COUNTED,
    /** In a message that ends at LF or NUL. */
    LINE
  }

  private final int maxBytes;
  private final Runnable onTruncated;

  private State state = State.START;
  private byte[] buffer = new byte[512];
  private int length;
  private boolean tooLong;

  /** Bytes of a counted message that have not come yet. */
  private int missing;

  /** A complete message that was refused for want of room. */
  private byte @Nullable [] pending;

  SyslogFramer(int maxBytes, Runnable onTruncated) {
    this.maxBytes = maxBytes;
    this.onTruncated = onTruncated;
  }

  /**
   * Takes bytes until {@code out} refuses a message or there are no more.
   *
   * @param out takes a message, or returns false to say that there is no room now; the message is
   *     kept and offered again, first of all, by the next call
   * @return index of the first byte not taken, {@code to} if all were; less than {@code to} only
   *     after a refusal
   */
  int feed(byte[] data, int from, int to, Predicate<byte[]> out) {
    if (!flushPending(out)) {
      return from;
    }
    int at = from;
    while (at < to) {
      if (take(data[at++]) && !complete(out)) {
        return at;
      }
    }
    return at;
  }

  /** Whether a refused message waits; reading should stop while one does. */
  boolean isBlocked() {
    return pending != null;
  }

  /** Offers a refused message again; false if it was refused again. */
  boolean flushPending(Predicate<byte[]> out) {
    byte[] waiting = pending;
    if (waiting == null) {
      return true;
    }
    if (!out.test(waiting)) {
      return false;
    }
    pending = null;
    return true;
  }

  /** The stream has ended: a message without its end is still a message. False: no room now. */
  boolean finish(Predicate<byte[]> out) {
    return flushPending(out) && (state == State.START || complete(out));
  }

  /** Takes one byte; true when it completes a message. */
  private boolean take(byte next) {
    switch (state) {
      case START -> {
        if (isEnd(next)) {
          return false;
        }
        state = next >= '1' && next <= '9' ? State.COUNT : State.LINE;
        append(next);
        return false;
      }
      case COUNT -> {
        return takeCount(next);
      }
      case AFTER_COUNT -> {
        return takeAfterCount(next);
      }
      case COUNTED -> {
        append(next);
        return --missing == 0;
      }
      case LINE -> {
        if (isEnd(next)) {
          return true;
        }
        append(next);
        return false;
      }
    }
    throw new AssertionError(state);
  }

  private boolean takeCount(byte next) {
    if (next >= '0' && next <= '9' && length < COUNT_DIGITS) {
      append(next);
      return false;
    }
    if (next == ' ') {
      append(next);
      state = State.AFTER_COUNT;
      return false;
    }
    // Not a count after all: a line that begins with digits.
    state = State.LINE;
    return take(next);
  }

  private boolean takeAfterCount(byte next) {
    if (next == '<') {
      missing = count();
      length = 0;
      state = State.COUNTED;
    } else {
      state = State.LINE;
    }
    return take(next);
  }

  private int count() {
    int count = 0;
    for (int i = 0; i < length - 1; i++) {
      count = count * 10 + (buffer[i] - '0');
    }
    return count;
  }

  private void append(byte next) {
    if (length >= maxBytes && (state == State.COUNTED || state == State.LINE)) {
      tooLong = true;
      return;
    }
    if (length == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(16, buffer.length * 2));
    }
    buffer[length++] = next;
  }

  /** A message has ended; false if it was refused, and waits. */
  private boolean complete(Predicate<byte[]> out) {
    if (tooLong) {
      onTruncated.run();
    }
    byte[] message = trim(buffer, Math.min(length, maxBytes));
    state = State.START;
    length = 0;
    missing = 0;
    tooLong = false;
    if (message.length == 0 || out.test(message)) {
      return true;
    }
    pending = message;
    return false;
  }

  /** The first {@code length} bytes without trailing CR, LF and NUL. */
  static byte[] trim(byte[] data, int length) {
    int end = length;
    while (end > 0 && (isEnd(data[end - 1]) || data[end - 1] == '\r')) {
      end--;
    }
    return Arrays.copyOf(data, end);
  }

  private static boolean isEnd(byte value) {
    return value == '\n' || value == 0;
  }
}
