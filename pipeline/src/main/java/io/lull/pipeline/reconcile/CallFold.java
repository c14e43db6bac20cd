package io.lull.pipeline.reconcile;

import io.lull.schema.CallSpan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds spans into who calls whom, a window of event time at a time.
 *
 * <p>A call shows twice: as the caller's span, which may name the other end, and as the span of the
 * service that answers, whose parent is a span of the caller. Both are counted, and the larger
 * number holds: neither is there always. Children wait for their parents and parents for their
 * children until the window after theirs is over. A call counts in the later of the windows of its
 * two ends, so what is counted does not depend on the order in which spans come. A span that comes
 * twice counts once.
 *
 * <p>What comes when its window is over counts in the first that is open.
 *
 * <p>Cost: a span one to four probes of tables of primitive values. State: spans of two windows, 12
 * bytes each, and 16 more for one whose parent has not come, with room to grow.
 */
final class CallFold {
  private static final byte VERSION = 1;

  private final NavigableMap<Long, CallWindow> windows = new TreeMap<>();
  private final long windowMillis;
  private long closedEnd = Long.MIN_VALUE;

  // The window of the last span, and its neighbours.
  private @Nullable CallWindow now;
  private final CallWindow[] near = new CallWindow[3];
  private int nears;

  CallFold(long windowMillis) {
    this.windowMillis = windowMillis;
  }

  /** End of the window that a time is in. */
  static long endOf(long timeMillis, long windowMillis) {
    return Math.floorDiv(timeMillis, windowMillis) * windowMillis + windowMillis;
  }

  /** Takes a span. */
  void take(CallSpan span) {
    long end = endOf(span.timeMillis, windowMillis);
    boolean late = end <= closedEnd;
    CallWindow window = select(late ? closedEnd + windowMillis : end);
    if (late && isKnown(span)) {
      return;
    }
    int service = window.number(span.service);
    if (!window.add(span, service)) {
      return;
    }
    if (span.role == CallSpan.INCOMING) {
      window.request(service);
      if (span.parent != 0) {
        answer(window, span, service);
      }
    } else if (span.role == CallSpan.OUTGOING
        && span.peer != null
        && !span.peer.isEmpty()
        && !span.peer.equals(span.service)) {
      window.named(service, window.number(span.peer), span);
    }
    takeChildren(window, span);
  }

  private CallWindow select(long end) {
    CallWindow known = now;
    if (known != null && known.end == end) {
      return known;
    }
    CallWindow window = windows.computeIfAbsent(end, CallWindow::new);
    nears = 0;
    near[nears++] = window;
    for (long other : new long[] {end - windowMillis, end + windowMillis}) {
      CallWindow neighbour = windows.get(other);
      if (neighbour != null) {
        near[nears++] = neighbour;
      }
    }
    now = window;
    return window;
  }

  private boolean isKnown(CallSpan span) {
    for (int i = 0; i < nears; i++) {
      if (near[i].has(span)) {
        return true;
      }
    }
    return false;
  }

  private void answer(CallWindow window, CallSpan span, int service) {
    for (int i = 0; i < nears; i++) {
      int caller = near[i].serviceOf(span.parent);
      if (caller >= 0) {
        String name = near[i].service(caller);
        answered(window, near[i], name, span.service, span.durationMicros, span.error);
        return;
      }
    }
    window.await(span.parent, service, span);
  }

  private void takeChildren(CallWindow window, CallSpan span) {
    for (int i = 0; i < nears; i++) {
      CallWindow other = near[i];
      int child = other.takeChildren(span.id);
      while (child >= 0) {
        answered(
            window,
            other,
            span.service,
            other.service(other.childService(child)),
            other.childMicros(child),
            other.childError(child));
        child = other.nextChild(child);
      }
    }
  }

  private static void answered(
      CallWindow a, CallWindow b, String caller, String callee, long micros, boolean error) {
    if (!caller.equals(callee)) {
      CallWindow later = a.end >= b.end ? a : b;
      later.answered(later.number(caller), later.number(callee), micros, error);
    }
  }

  /**
   * Ends all windows until a time.
   *
   * @return what was counted in them
   */
  List<CallCount> close(long end) {
    List<CallCount> counts = new ArrayList<>();
    if (end <= closedEnd) {
      return counts;
    }
    closedEnd = end;
    for (CallWindow window : windows.headMap(end, true).values()) {
      if (!window.told) {
        counts.addAll(window.tell());
      }
    }
    // Spans of the window after it may still be parts of its traces.
    windows.headMap(end - windowMillis, true).clear();
    now = null;
    return counts;
  }

  boolean isEmpty() {
    return windows.isEmpty();
  }

  /** The fold as bytes of the latest version. */
  byte[] write() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeByte(VERSION);
      out.writeLong(closedEnd);
      out.writeInt(windows.size());
      for (CallWindow window : windows.values()) {
        window.write(out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot write to memory", e);
    }
    return bytes.toByteArray();
  }

  static CallFold read(byte[] bytes, long windowMillis) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException("calls are of version " + version + ", expected " + VERSION);
    }
    CallFold fold = new CallFold(windowMillis);
    fold.closedEnd = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      CallWindow window = CallWindow.read(in);
      fold.windows.put(window.end, window);
    }
    return fold;
  }
}
