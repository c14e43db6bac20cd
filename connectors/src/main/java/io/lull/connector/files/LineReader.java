package io.lull.connector.files;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file, plain or gzip (told by its first bytes), with memory bounded whatever it
 * holds. Lines end in LF or CRLF; a byte order mark is skipped.
 */
public final class LineReader implements Closeable {
  /** Longest line that is read whole; of a longer one only the start is kept. */
  public static final int DEFAULT_MAX_BYTES = 16 << 20;

  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;
  private long number;

  private LineReader(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  public static LineReader open(Path file) throws IOException {
    return open(file, DEFAULT_MAX_BYTES);
  }

  public static LineReader open(Path file, int maxBytes) throws IOException {
    LineReader reader = new LineReader(openStream(file), maxBytes);
    try {
      reader.skipByteOrderMark();
      return reader;
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  /** The bytes of a file or of a pipe, unpacked where they are gzip. */
  public static InputStream openStream(Path file) throws IOException {
    InputStream in = new Lookahead(new Unseekable(Files.newInputStream(file)));
    try {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return gzip ? new GZIPInputStream(in, BUFFER_BYTES) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private void skipByteOrderMark() throws IOException {
    if (fill()
        && end >= 3
        && buffer[0] == (byte) 0xEF
        && buffer[1] == (byte) 0xBB
        && buffer[2] == (byte) 0xBF) {
      at = 3;
    }
  }

  /** The next line without its end, or null after the last. */
  public @Nullable Line next() throws IOException {
    if (at == end && !fill()) {
      return null;
    }
    number++;
    ByteArrayOutputStream line = null;
    boolean cut = false;
    while (true) {
      int newline = indexOfNewline();
      int upTo = newline < 0 ? end : newline;
      if (line == null && newline >= 0 && newline - at <= maxBytes) {
        byte[] bytes = Arrays.copyOfRange(buffer, at, endWithoutCr(newline));
        at = newline + 1;
        return new Line(number, bytes, false);
      }
      if (line == null) {
        line = new ByteArrayOutputStream(Math.min(maxBytes, 2 * (upTo - at) + 64));
      }
      int room = maxBytes - line.size();
      cut |= upTo - at > room;
      line.write(buffer, at, Math.min(upTo - at, room));
      at = upTo;
      if (newline >= 0) {
        at = newline + 1;
        break;
      }
      if (!fill()) {
        break;
      }
    }
    return new Line(number, withoutCr(line.toByteArray(), cut), cut);
  }

  private int indexOfNewline() {
    for (int i = at; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private int endWithoutCr(int newline) {
    return newline > at && buffer[newline - 1] == '\r' ? newline - 1 : newline;
  }

  private static byte[] withoutCr(byte[] line, boolean cut) {
    boolean cr = !cut && line.length > 0 && line[line.length - 1] == '\r';
    return cr ? Arrays.copyOf(line, line.length - 1) : line;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = 0;
    // A short first read must not split a byte order mark.
    end = Math.max(0, in.readNBytes(buffer, 0, buffer.length));
    return end > 0;
  }

  /** A file as a pipe is: it is not asked for its length and place, which a pipe does not have. */
  private static final class Unseekable extends FilterInputStream {
    Unseekable(InputStream in) {
      super(in);
    }

    @Override
    public int available() {
      return 0;
    }
  }

  /**
   * Has nothing available at its end only, and waits to find out. {@link GZIPInputStream} asks, to
   * know whether another member follows.
   */
  private static final class Lookahead extends BufferedInputStream {
    Lookahead(InputStream in) {
      super(in, BUFFER_BYTES);
    }

    @Override
    public synchronized int available() throws IOException {
      if (pos == count) {
        mark(1);
        if (read() < 0) {
          return 0;
        }
        reset();
      }
      return count - pos;
    }
  }

  /** Number of the line read last, from 1; 0 before the first. */
  public long number() {
    return number;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /**
   * One line.
   *
   * @param number its number in the file, from 1
   * @param bytes the line without its end
   * @param cut whether it was longer than the limit, and only its start is kept
   */
  public record Line(long number, byte[] bytes, boolean cut) {
    /** The line as text. */
    public String text() throws BadLineException {
      if (cut) {
        throw new BadLineException("line is too long: expected at most " + bytes.length + " bytes");
      }
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw new BadLineException("expected UTF-8");
      }
    }

    /** Whether nothing but white space is in it. */
    public boolean blank() {
      for (byte b : bytes) {
        if (b != ' ' && b != '\t' && b != '\r') {
          return false;
        }
      }
      return true;
    }
  }
}
