package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Incident;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/**
 * All that the benchmark of impact knows of the correlator: one an estate, on tables on the heap,
 * which goes on from outage to outage and learns. In this package because the class is of this
 * package's own.
 */
@NullMarked
public final class ImpactDriver {
  private final List<Incident> revisions = new ArrayList<>();
  private final TreeSet<Long> wakeUps = new TreeSet<>();
  private final Correlator correlator;

  public ImpactDriver(Topology topology) {
    correlator =
        new Correlator(CorrelateOptions.DEFAULT, topology, new HeapTables(), new Results());
  }

  /**
   * Takes the changes of one outage, and lets time go by until it is over.
   *
   * @return every revision of every incident
   */
  public List<Incident> take(List<AlarmChange> changes, long untilMillis) {
    revisions.clear();
    long now = Long.MIN_VALUE;
    for (AlarmChange change : changes) {
      now = Math.max(now, change.timeMillis());
      wakeBefore(now);
      correlator.take("default", change, now);
    }
    wakeBefore(untilMillis);
    return List.copyOf(revisions);
  }

  private void wakeBefore(long time) {
    while (!wakeUps.isEmpty() && wakeUps.first() < time) {
      correlator.wake(wakeUps.pollFirst());
    }
  }

  private final class Results implements Correlator.Sink {
    @Override
    public void incident(Incident incident) {
      revisions.add(incident);
    }

    @Override
    public void model(ModelRevision revision) {
      // What was learned shows in the times.
    }

    @Override
    public void membership(Membership membership) {
      // Not looked at here.
    }

    @Override
    public void wakeAt(long timeMillis) {
      wakeUps.add(timeMillis);
    }

    @Override
    public void count(Correlator.Counted what, long number) {
      // The figures tell.
    }
  }
}
