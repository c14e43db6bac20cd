package io.lull.pipeline.reconcile;

import io.lull.schema.CallSpan;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;

/**
 * What folding a span costs: traces of a request through four services, 100,000 spans a second of
 * event time. Made and folded, by the processor time of one thread; without decoding and exchange.
 */
public final class CallFoldCost {
  private static final long START = 1_764_000_000_000L;
  private static final long WINDOW = 60_000;
  private static final int SERVICES = 60;
  private static final int SHARDS = 128;
  private static final int DEPTH = 4;
  private static final int PER_MILLISECOND = 100;

  private CallFoldCost() {}

  /** Returns spans a second of processor time. */
  public static double measure(PrintStream out, int spans) {
    CallFold[] folds = new CallFold[SHARDS];
    for (int i = 0; i < SHARDS; i++) {
      folds[i] = new CallFold(WINDOW);
    }
    SplittableRandom random = new SplittableRandom(1);
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long edges = 0;
    long open = CallFold.endOf(START, WINDOW);
    for (int folded = 0; folded < spans; ) {
      long trace = random.nextLong();
      long time = START + folded / PER_MILLISECOND;
      long end = CallFold.endOf(time, WINDOW);
      if (end > open) {
        edges += close(folds, open);
        open = end;
      }
      CallFold fold = folds[(int) Math.floorMod(trace, SHARDS)];
      folded += request(fold, random, trace, time);
    }
    edges += close(folds, open);
    long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    double perSecond = spans * 1e9 / nanos;
    out.printf(
        "spans folded: %,.0f a second of processor time (%,d spans, %,d counts of windows)%n",
        perSecond, spans, edges);
    return perSecond;
  }

  private static int request(CallFold fold, SplittableRandom random, long trace, long time) {
    long parent = 0;
    int made = 0;
    int service = random.nextInt(SERVICES);
    for (int depth = 0; depth < DEPTH; depth++) {
      long incoming = random.nextLong();
      long outgoing = random.nextLong();
      String name = "service-" + service;
      fold.take(
          new CallSpan(name, trace, incoming, parent, CallSpan.INCOMING, time, 900, false, null));
      fold.take(
          new CallSpan(name, trace, outgoing, incoming, CallSpan.OUTGOING, time, 800, false, null));
      made += 2;
      parent = outgoing;
      service = (service * 7 + depth) % SERVICES;
    }
    return made;
  }

  private static long close(CallFold[] folds, long end) {
    long edges = 0;
    for (CallFold fold : folds) {
      edges += fold.close(end).size();
    }
    return edges;
  }
}
