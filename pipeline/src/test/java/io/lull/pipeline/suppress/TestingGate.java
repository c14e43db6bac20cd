package io.lull.pipeline.suppress;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmChange.Kind;
import io.lull.pipeline.model.EventRef;
import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.ControlRecord;
import io.lull.schema.MaintenanceWindow;
import io.lull.schema.Node;
import io.lull.schema.Severity;
import io.lull.schema.SuppressedAlarm;
import io.lull.schema.Suppression;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A gate with what it is told and a clock that the test moves. Times are in seconds. */
final class TestingGate implements Gate.Sink {
  static final long DAY = 1_767_225_600_000L; // 2026-01-01

  final RuleBook book;
  final Coverage coverage;
  final Map<String, HeldAlarm> held = new TreeMap<>();
  final List<AlarmChange> passed = new ArrayList<>();
  final List<SuppressedAlarm> told = new ArrayList<>();
  int forgotten;
  private final Gate gate;
  private final Map<String, AlarmChange> raised = new TreeMap<>();
  private long now = Long.MIN_VALUE;
  private int events;

  TestingGate() {
    this(SuppressOptions.DEFAULT);
  }

  TestingGate(SuppressOptions options) {
    Topology topology = new Topology();
    book = new RuleBook(topology);
    coverage = new Coverage(topology, book, options);
    gate = new Gate(coverage, options);
  }

  static long millis(long second) {
    return DAY + second * 1000;
  }

  TestingGate nodes(String... ids) {
    for (String id : ids) {
      change(
          TopologyChange.newBuilder()
              .setOp(ChangeOp.UPSERT)
              .setNode(Node.newBuilder().setId(id).setType("HOST").build())
              .build());
    }
    return this;
  }

  TestingGate change(TopologyChange change) {
    book.apply(change);
    return this;
  }

  /** A window that spreads. */
  TestingGate window(String id, long from, long to, String... resources) {
    return rule(
        id, new MaintenanceWindow(List.of(resources), millis(from), millis(to), "CHG-7", true));
  }

  TestingGate suppression(
      String id, @Nullable String resource, @Nullable String type, @Nullable Long until) {
    return rule(id, new Suppression(resource, type, until == null ? null : millis(until), "known"));
  }

  TestingGate rule(String id, Object body) {
    return apply(new ControlRecord(id, ChangeOp.UPSERT, null, body));
  }

  TestingGate delete(String id) {
    return apply(new ControlRecord(id, ChangeOp.DELETE, null, null));
  }

  /** As the operator: a rule that changed has those that it holds judged again. */
  TestingGate apply(ControlRecord record) {
    if (book.apply(record)) {
      for (Map.Entry<String, HeldAlarm> entry : List.copyOf(held.entrySet())) {
        if (entry.getValue().rules.contains(record.getId())) {
          keep(entry.getKey(), gate.judge(entry.getValue(), now, this));
        }
      }
    }
    return this;
  }

  /** As the operator: what ends until then is judged when it ends. */
  TestingGate at(long second) {
    long time = millis(second);
    while (true) {
      Map.Entry<String, HeldAlarm> next =
          held.entrySet().stream()
              .min(Comparator.comparingLong(entry -> entry.getValue().untilMillis))
              .orElse(null);
      if (next == null || next.getValue().untilMillis >= time) {
        break;
      }
      now = next.getValue().untilMillis;
      keep(next.getKey(), gate.judge(next.getValue(), now, this));
    }
    now = time;
    return this;
  }

  TestingGate raise(String resource, String type) {
    return raise(resource, type, "", null);
  }

  TestingGate raise(String resource, String type, String qualifier, @Nullable String peer) {
    String event = "e" + ++events;
    AlarmChange change =
        new AlarmChange(
            Kind.RAISED,
            event,
            now,
            now,
            resource,
            type,
            qualifier,
            true,
            "default",
            Severity.MAJOR,
            "it broke",
            peer,
            1,
            List.of(new EventRef(event, now)));
    raised.put(resource + " " + type, change);
    return take(change);
  }

  TestingGate then(Kind kind, String resource, String type) {
    AlarmChange before = raised.get(resource + " " + type);
    if (before == null) {
      throw new IllegalStateException(resource + " has raised no " + type);
    }
    String event = "e" + ++events;
    return take(
        new AlarmChange(
            kind,
            before.eventId(),
            now,
            before.raisedMillis(),
            resource,
            type,
            before.qualifier(),
            true,
            "default",
            Severity.CRITICAL,
            "it goes on",
            before.peer(),
            2,
            List.of(new EventRef(event, now))));
  }

  private TestingGate take(AlarmChange change) {
    String key = SuppressStage.key(change);
    keep(key, gate.take(held.get(key), change, now, this));
    return this;
  }

  private void keep(String key, @Nullable HeldAlarm alarm) {
    if (alarm == null) {
      held.remove(key);
    } else {
      held.put(key, alarm);
    }
  }

  /** What correlation heard, such as {@code "100 RAISED web-1"}. */
  List<String> passed() {
    return passed.stream()
        .map(c -> (c.timeMillis() - DAY) / 1000 + " " + c.kind() + " " + c.resource())
        .toList();
  }

  /** What was told of held alarms, such as {@code "100 HELD web-1"}. */
  List<String> told() {
    return told.stream()
        .map(t -> (t.getUpdatedMillis() - DAY) / 1000 + " " + t.getState() + " " + t.getResource())
        .toList();
  }

  /** What was told last. */
  SuppressedAlarm last() {
    return told.get(told.size() - 1);
  }

  @Override
  public void pass(AlarmChange change) {
    passed.add(change);
  }

  @Override
  public void suppressed(SuppressedAlarm alarm) {
    told.add(alarm);
  }

  @Override
  public void forgotten(int number) {
    forgotten += number;
  }
}
