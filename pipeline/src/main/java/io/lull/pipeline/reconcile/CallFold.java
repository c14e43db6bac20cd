package io.lull.pipeline.reconcile;

import io.lull.schema.CallSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds spans into who calls whom, a window of event time at a time.
 *
 * <p>A call shows twice: as the caller's span, which may name the other end, and as the span of the
 * service that answers, whose parent is a span of the caller. Both are counted, and the larger
 * number holds: neither is there always. Children wait for their parents and parents for their
 * children for one to two windows, in tables of primitive values ({@link LongTable}).
 *
 * <p>Cost: a span one or two probes of a table and one of a map. State: spans of two windows, 12
 * bytes each.
 */
final class CallFold {
  /** What is known of the calls of one service to another in a window. */
  static final class Calls {
    long named;
    long answered;
    long errors;
    long micros;
    long timed;

    private void add(CallSpan span) {
      errors += span.error ? 1 : 0;
      micros += span.durationMicros;
      timed++;
    }

    long count() {
      return Math.max(named, answered);
    }
  }

  private static final int MOST_CHILDREN = 64;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> services = new ArrayList<>();
  private final TreeMap<Long, Map<String, Map<String, Calls>>> windows = new TreeMap<>();
  private final long windowMillis;
  private LongTable spans = new LongTable();
  private LongTable spansBefore = new LongTable();
  private LongTable waiting = new LongTable();
  private LongTable waitingBefore = new LongTable();
  private long turned = Long.MIN_VALUE;

  CallFold(long windowMillis) {
    this.windowMillis = windowMillis;
  }

  /** End of the window that a time is in. */
  static long endOf(long timeMillis, long windowMillis) {
    return Math.floorDiv(timeMillis, windowMillis) * windowMillis + windowMillis;
  }

  /** Takes a span; returns the end of its window. */
  long take(CallSpan span) {
    long end = endOf(span.timeMillis, windowMillis);
    turn(end);
    int service = number(span.service);
    spans.put(span.id, service);
    if (span.role == CallSpan.INCOMING) {
      calls(end, span.service, "").named++;
    }
    if (span.role == CallSpan.OUTGOING && span.peer != null && !span.peer.equals(span.service)) {
      Calls calls = calls(end, span.service, span.peer);
      calls.named++;
      calls.add(span);
    }
    if (span.role == CallSpan.INCOMING && span.parent != 0) {
      answer(span, service, end);
    }
    takeChildren(span, service, end);
    return end;
  }

  private void answer(CallSpan span, int service, long end) {
    int caller = find(span.parent);
    if (caller < 0) {
      await(span.parent, service);
    } else if (caller != service) {
      answered(end, services.get(caller), span.service, span);
    }
  }

  private void answered(long end, String caller, String callee, @Nullable CallSpan span) {
    Calls calls = calls(end, caller, callee);
    calls.answered++;
    if (span != null && calls.named == 0) {
      calls.add(span);
    }
  }

  /** Several may wait for one: a message is taken by many. */
  private void await(long parent, int service) {
    for (int place = 0; place < MOST_CHILDREN; place++) {
      long key = placeOf(parent, place);
      if (waiting.get(key) < 0) {
        waiting.put(key, service);
        return;
      }
    }
  }

  private void takeChildren(CallSpan span, int service, long end) {
    boolean found = true;
    for (int place = 0; place < MOST_CHILDREN && found; place++) {
      found = false;
      long key = placeOf(span.id, place);
      for (int child = take(waiting, waitingBefore, key);
          child >= 0;
          child = take(waiting, waitingBefore, key)) {
        found = true;
        if (child != service) {
          answered(end, span.service, services.get(child), null);
        }
      }
    }
  }

  private static long placeOf(long span, int place) {
    return span ^ place * 0x9E3779B97F4A7C15L;
  }

  private int find(long span) {
    int found = spans.get(span);
    return found >= 0 ? found : spansBefore.get(span);
  }

  private static int take(LongTable now, LongTable before, long key) {
    int found = now.get(key);
    if (found >= 0) {
      now.put(key, LongTable.ABSENT);
      return found;
    }
    found = before.get(key);
    if (found >= 0) {
      before.put(key, LongTable.ABSENT);
    }
    return found;
  }

  private void turn(long end) {
    if (turned == Long.MIN_VALUE) {
      turned = end;
    } else if (end > turned) {
      turned = end;
      spansBefore = spans;
      spans = new LongTable();
      waitingBefore = waiting;
      waiting = new LongTable();
    }
  }

  private int number(String service) {
    Integer known = numbers.get(service);
    if (known == null) {
      known = services.size();
      numbers.put(service, known);
      services.add(service);
    }
    return known;
  }

  private Calls calls(long end, String caller, String callee) {
    return windows
        .computeIfAbsent(end, e -> new TreeMap<>())
        .computeIfAbsent(caller, c -> new TreeMap<>())
        .computeIfAbsent(callee, c -> new Calls());
  }

  /** Ends a window; callee "" stands for the requests that the caller itself took. */
  Map<String, Map<String, Calls>> close(long end) {
    Map<String, Map<String, Calls>> closed = windows.remove(end);
    return closed == null ? Map.of() : closed;
  }

  boolean isEmpty() {
    return windows.isEmpty();
  }
}
