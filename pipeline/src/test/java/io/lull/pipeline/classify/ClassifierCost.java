package io.lull.pipeline.classify;

import io.lull.schema.Event;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Prints the CPU time classification takes an event. Run by hand; not a test. */
final class ClassifierCost {

  private ClassifierCost() {}

  public static void main(String[] args) {
    List<Event> events = new ArrayList<>();
    for (String file : Classifier.SHIPPED) {
      Classifier.shippedRules(file)
          .rules()
          .forEach(rule -> rule.examples().forEach(example -> events.add(example.event())));
    }
    report("shipped rules", Classifier.shipped(), events);
    StringBuilder yaml = new StringBuilder("rules:\n");
    for (int i = 0; i < 5_000; i++) {
      yaml.append("  - {id: u").append(i).append(", match: {message: 'application ").append(i);
      yaml.append(" (?<what>[a-z]+) failed'}, set: {type: U, qualifier: '${what}'}}\n");
    }
    ClassificationRules many = ClassificationRules.parse("many", yaml.toString()).orThrow();
    report("shipped and 5000 by text", Classifier.shipped().withFile(many), events);
  }

  private static void report(String name, Classifier classifier, List<Event> events) {
    long sink = 0;
    for (int round = 0; round < 8; round++) {
      long start = cpuNanos();
      long count = 0;
      while (cpuNanos() - start < 1_000_000_000L) {
        for (Event event : events) {
          sink += classifier.classify(event).getType().length();
          count++;
        }
      }
      long nanos = (cpuNanos() - start) / count;
      System.out.printf("%s: %d ns/event (%d)%n", name, nanos, sink & 1);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
