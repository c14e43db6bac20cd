package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Incident;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * A correlator over the domains of one subtask, on tables on the heap: what the operator does,
 * without the operator. In this package because the class is of this package's own.
 */
@NullMarked
final class DomainDriver {

  /** Where revisions go. */
  interface Out {
    void incident(Incident incident);
  }

  private record Timer(long time, String domain) {}

  private final Map<String, HeapTables> domains = new HashMap<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::time).thenComparing(Timer::domain));
  private final Set<Timer> registered = new HashSet<>();
  private final Correlator correlator;
  private String domain = "";
  private HeapTables current = new HeapTables();

  DomainDriver(Topology topology, Out out) {
    correlator = new Correlator(CorrelateOptions.DEFAULT, topology, new Current(), new ToOut(out));
  }

  void take(AlarmChange change) {
    wakeBefore(change.timeMillis());
    enter(change.domain());
    correlator.take(domain, change, change.timeMillis());
  }

  void end() {
    wakeBefore(Long.MAX_VALUE);
  }

  void wakeBefore(long time) {
    while (!timers.isEmpty() && timers.element().time() < time) {
      Timer timer = timers.remove();
      registered.remove(timer);
      enter(timer.domain());
      correlator.wake(timer.time());
    }
  }

  private void enter(String other) {
    if (!domain.equals(other)) {
      domain = other;
      current = domains.computeIfAbsent(other, d -> new HeapTables());
    }
  }

  private final class Current implements Tables {
    @Override
    public Table<String, IncidentLife> incidents() {
      return current.incidents();
    }

    @Override
    public Table<String, SymptomGroup> groups() {
      return current.groups();
    }

    @Override
    public Table<String, SymptomState> symptoms() {
      return current.symptoms();
    }

    @Override
    public Table<String, AlarmLife> alarms() {
      return current.alarms();
    }

    @Override
    public Table<String, NodeNotes> nodes() {
      return current.nodes();
    }

    @Override
    public Table<String, LearnedModel> learned() {
      return current.learned();
    }

    @Override
    public Table<String, KeyNotes> keys() {
      return current.keys();
    }

    @Override
    public Table<Long, KeyPage> due() {
      return current.due();
    }
  }

  private final class ToOut implements Correlator.Sink {
    private final Out out;

    ToOut(Out out) {
      this.out = Objects.requireNonNull(out);
    }

    @Override
    public void incident(Incident incident) {
      out.incident(incident);
    }

    @Override
    public void membership(Membership membership) {}

    @Override
    public void model(@Nullable ModelRevision revision) {}

    @Override
    public void wakeAt(long timeMillis) {
      Timer timer = new Timer(timeMillis, domain);
      if (registered.add(timer)) {
        timers.add(timer);
      }
    }

    @Override
    public void count(Correlator.Counted what, long number) {}
  }
}
