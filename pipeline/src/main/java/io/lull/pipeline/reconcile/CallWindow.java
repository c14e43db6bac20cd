package io.lull.pipeline.reconcile;

import io.lull.schema.CallSpan;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spans and calls of one window of event time in a shard of traces. Services are numbers here, of
 * this window only, so that what is no longer spoken of is forgotten with it.
 */
final class CallWindow {
  /** What is known of the calls of one service to another. */
  private static final class Calls {
    private final int caller;
    private final int callee;
    private final long[] named = new long[Part.SIZE];
    private final long[] answered = new long[Part.SIZE];

    Calls(int caller, int callee) {
      this.caller = caller;
      this.callee = callee;
    }

    /** The caller says how long it waited; where it names nobody, the one that answers does. */
    long[] part() {
      return named[Part.CALLS] > 0 ? named : answered;
    }
  }

  /** What is counted of calls from either end. */
  private static final class Part {
    static final int CALLS = 0;
    static final int ERRORS = 1;
    static final int MICROS = 2;
    static final int SIZE = 3;

    static void add(long[] part, long micros, boolean error) {
      part[CALLS]++;
      part[ERRORS] += error ? 1 : 0;
      part[MICROS] += micros;
    }
  }

  private static final int FIRST_SIZE = 16;
  private static final int ROLE_BITS = 2;
  private static final int LAST = -1;

  final long end;
  boolean told;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> services = new ArrayList<>();

  /** Service and role by span. */
  private final LongTable spans;

  /** First of the children that wait for a span. */
  private final LongTable waiting;

  private int[] childNext = new int[FIRST_SIZE];
  private int[] childService = new int[FIRST_SIZE];
  private long[] childTook = new long[FIRST_SIZE];
  private int children;

  private final LongTable pairs = new LongTable();
  private final List<Calls> calls = new ArrayList<>();
  private @Nullable String lastService;
  private int lastNumber;

  CallWindow(long end) {
    this(end, new LongTable(), new LongTable());
  }

  private CallWindow(long end, LongTable spans, LongTable waiting) {
    this.end = end;
    this.spans = spans;
    this.waiting = waiting;
  }

  /** Number of a service. */
  int number(String service) {
    if (service.equals(lastService)) {
      return lastNumber;
    }
    Integer known = numbers.get(service);
    if (known == null) {
      known = services.size();
      numbers.put(service, known);
      services.add(service);
    }
    lastService = service;
    lastNumber = known;
    return known;
  }

  String service(int number) {
    return services.get(number);
  }

  /**
   * Notes a span. Where two ends of a call share an id, it is that of the one that answers, whose
   * children follow.
   *
   * @return whether it is new
   */
  boolean add(CallSpan span, int service) {
    int now = service << ROLE_BITS | span.role;
    int before = spans.put(span.id, now);
    if (before > now) {
      spans.put(span.id, before);
    }
    return before != now;
  }

  /** Whether it was noted. */
  boolean has(CallSpan span) {
    Integer service = numbers.get(span.service);
    return service != null && spans.get(span.id) == (service << ROLE_BITS | span.role);
  }

  /** Number of the service that a span is of; negative: it is not known here. */
  int serviceOf(long span) {
    int found = spans.get(span);
    return found < 0 ? found : found >> ROLE_BITS;
  }

  /** A request that a service took. */
  void request(int service) {
    of(service, number("")).named[Part.CALLS]++;
  }

  void named(int caller, int callee, CallSpan span) {
    Part.add(of(caller, callee).named, span.durationMicros, span.error);
  }

  void answered(int caller, int callee, long micros, boolean error) {
    Part.add(of(caller, callee).answered, micros, error);
  }

  private Calls of(int caller, int callee) {
    long pair = (long) caller << Integer.SIZE | callee;
    int at = pairs.get(pair);
    if (at < 0) {
      at = calls.size();
      pairs.put(pair, at);
      calls.add(new Calls(caller, callee));
    }
    return calls.get(at);
  }

  /** A span waits for its parent; several may wait for one. */
  void await(long parent, int service, CallSpan span) {
    if (children == childNext.length) {
      childNext = Arrays.copyOf(childNext, 2 * children);
      childService = Arrays.copyOf(childService, 2 * children);
      childTook = Arrays.copyOf(childTook, 2 * children);
    }
    childService[children] = service;
    childTook[children] = span.durationMicros << 1 | (span.error ? 1 : 0);
    childNext[children] = waiting.put(parent, children);
    children++;
  }

  /** Takes the first of those that wait for a span; negative: nobody does. */
  int takeChildren(long parent) {
    return waiting.size() == 0 ? LAST : waiting.put(parent, LongTable.ABSENT);
  }

  int nextChild(int child) {
    return childNext[child];
  }

  int childService(int child) {
    return childService[child];
  }

  long childMicros(int child) {
    return childTook[child] >> 1;
  }

  boolean childError(int child) {
    return (childTook[child] & 1) != 0;
  }

  /** Gives out what was counted. */
  List<CallCount> tell() {
    List<CallCount> counts = new ArrayList<>(calls.size());
    for (Calls each : calls) {
      long[] part = each.part();
      boolean request = services.get(each.callee).isEmpty();
      counts.add(
          new CallCount(
              services.get(each.caller),
              services.get(each.callee),
              end,
              Math.max(each.named[Part.CALLS], each.answered[Part.CALLS]),
              part[Part.ERRORS],
              part[Part.MICROS],
              request ? 0 : part[Part.CALLS]));
    }
    calls.clear();
    told = true;
    return counts;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(end);
    out.writeBoolean(told);
    out.writeInt(services.size());
    for (String service : services) {
      byte[] text = service.getBytes(StandardCharsets.UTF_8);
      out.writeInt(text.length);
      out.write(text);
    }
    spans.write(out);
    waiting.write(out);
    out.writeInt(children);
    for (int i = 0; i < children; i++) {
      out.writeInt(childNext[i]);
      out.writeInt(childService[i]);
      out.writeLong(childTook[i]);
    }
    out.writeInt(calls.size());
    for (Calls each : calls) {
      out.writeInt(each.caller);
      out.writeInt(each.callee);
      for (int i = 0; i < Part.SIZE; i++) {
        out.writeLong(each.named[i]);
        out.writeLong(each.answered[i]);
      }
    }
  }

  static CallWindow read(DataInput in) throws IOException {
    long end = in.readLong();
    boolean told = in.readBoolean();
    List<String> services = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      byte[] text = new byte[in.readInt()];
      in.readFully(text);
      services.add(new String(text, StandardCharsets.UTF_8));
    }
    CallWindow window = new CallWindow(end, LongTable.read(in), LongTable.read(in));
    window.told = told;
    services.forEach(window::number);
    window.readChildren(in);
    for (int left = in.readInt(); left > 0; left--) {
      Calls each = window.of(in.readInt(), in.readInt());
      for (int i = 0; i < Part.SIZE; i++) {
        each.named[i] = in.readLong();
        each.answered[i] = in.readLong();
      }
    }
    return window;
  }

  private void readChildren(DataInput in) throws IOException {
    children = in.readInt();
    int size = Math.max(FIRST_SIZE, children);
    childNext = new int[size];
    childService = new int[size];
    childTook = new long[size];
    for (int i = 0; i < children; i++) {
      childNext[i] = in.readInt();
      childService[i] = in.readInt();
      childTook[i] = in.readLong();
    }
  }
}
