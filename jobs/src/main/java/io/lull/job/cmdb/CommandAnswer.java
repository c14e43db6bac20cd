package io.lull.job.cmdb;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * What a command prints, for its caller in another process: lines of {@code o} or {@code e} (to
 * standard output or error) and a JSON text, {@code b} alone now and then, which shows whether the
 * caller is there, and at last {@code x} and the exit code.
 *
 * <p>Once the caller has gone, printing and flushing end the command by a {@link
 * CallerGoneException}. So a command is stopped where it prints or flushes, and not within a
 * transaction.
 */
final class CommandAnswer {
  static final char OUT = 'o';
  static final char ERR = 'e';
  static final char BEAT = 'b';
  static final char EXIT = 'x';

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FRAME_CHARS = 8192;

  private final OutputStream body;
  private volatile boolean gone;

  CommandAnswer(OutputStream body) {
    this.body = body;
  }

  /** Nobody waits for the answer any more. */
  static final class CallerGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  PrintWriter out() {
    return new PrintWriter(new Frames(OUT));
  }

  PrintWriter err() {
    return new PrintWriter(new Frames(ERR));
  }

  /** Finds out whether the caller is there. */
  void beat() {
    if (!gone) {
      send(BEAT, "");
    }
  }

  /** The last word. */
  void exit(int code) {
    send(EXIT, Integer.toString(code));
  }

  private synchronized void send(char kind, String text) {
    try {
      body.write((kind + text + '\n').getBytes(StandardCharsets.UTF_8));
      body.flush();
    } catch (IOException e) {
      gone = true;
    }
  }

  /** Text as lines of one kind. */
  private final class Frames extends Writer {
    private final char kind;
    private final StringBuilder text = new StringBuilder();

    Frames(char kind) {
      this.kind = kind;
    }

    @Override
    public void write(char[] chars, int offset, int length) throws IOException {
      text.append(chars, offset, length);
      if (text.length() >= FRAME_CHARS) {
        flush();
      }
    }

    @Override
    public void flush() throws IOException {
      if (!gone && !text.isEmpty()) {
        send(kind, JSON.writeValueAsString(text.toString()));
      }
      text.setLength(0);
      if (gone) {
        throw new CallerGoneException();
      }
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
