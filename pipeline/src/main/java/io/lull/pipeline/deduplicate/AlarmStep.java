package io.lull.pipeline.deduplicate;

import io.lull.pipeline.deduplicate.AlarmState.Phase;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmChange.Evidence;
import io.lull.pipeline.model.AlarmChange.Kind;
import io.lull.pipeline.model.EventRef;
import io.lull.pipeline.model.Events;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.List;

/** One step of one alarm: the transitions, and what they share. */
final class AlarmStep {
  private final DeduplicateOptions options;
  private final AlarmKey key;
  private final AlarmState state;
  private final long now;
  private final AlarmMachine.Sink sink;

  AlarmStep(
      DeduplicateOptions options,
      AlarmKey key,
      AlarmState state,
      long now,
      AlarmMachine.Sink sink) {
    this.options = options;
    this.key = key;
    this.state = state;
    this.now = now;
    this.sink = sink;
  }

  void raise(Event event) {
    state.phase = Phase.ACTIVE;
    state.eventId = event.getId();
    state.raisedMillis = event.getTimeMillis();
    state.resolved = event.getResolved();
    state.domain = event.getDomain();
    state.severity = severityOf(event);
    state.peer = event.getPeer();
    state.message = event.getMessage();
    state.count = 1;
    state.late = Events.isLate(event);
    state.lastRaise = SenderTime.of(event);
    state.changedMillis = now;
    sink.change(
        change(Kind.RAISED, event.getTimeMillis(), state.message, List.of(refOf(event)))
            .with(Evidence.of(event.getAttributes())));
    countRaise(event);
  }

  private void countRaise(Event event) {
    state.raises.removeIf(time -> AlarmMachine.after(time, options.flapWindowMillis()) <= now);
    state.raises.add(now);
    int raises = state.raises.size();
    if (raises > options.flapRaises()) {
      state.phase = Phase.FLAPPING;
      state.flapUp = true;
      state.raises = new ArrayList<>();
      String rate = raises + " times in " + options.flapWindowMillis() / 1000 + " s";
      emit(Kind.FLAPPING, event.getTimeMillis(), "flapping: raised " + rate, List.of());
    }
  }

  /** Counts an event that changes nothing but the severity. */
  void repeat(Event event) {
    count(event);
    boolean raise = event.getStatus() == EventStatus.RAISED;
    if (raise) {
      state.lastRaise = SenderTime.latest(state.lastRaise, SenderTime.of(event));
    } else if (state.phase == Phase.CLEARED) {
      state.lastClear = SenderTime.latest(state.lastClear, SenderTime.of(event));
    }
    gatherOrEscalate(event, raise);
  }

  void clear(Event event) {
    count(event);
    state.phase = Phase.CLEARED;
    state.changedMillis = now;
    state.lastClear = SenderTime.of(event);
    state.gathered.add(refOf(event));
    emit(Kind.CLEARED, event.getTimeMillis(), event.getMessage(), takeGathered());
  }

  /** A flapping alarm stays active whatever comes; only its last status is noted. */
  void flap(Event event, boolean raise) {
    SenderTime time = SenderTime.of(event);
    boolean stale = time.isBefore(raise ? state.lastClear : state.lastRaise);
    if (!stale && raise != state.flapUp) {
      state.flapUp = raise;
      state.changedMillis = now;
    }
    if (raise) {
      state.lastRaise = SenderTime.latest(state.lastRaise, time);
    } else {
      state.lastClear = SenderTime.latest(state.lastClear, time);
    }
    count(event);
    gatherOrEscalate(event, raise);
  }

  void calm() {
    flush();
    SenderTime cleared = state.lastClear;
    state.phase = Phase.ACTIVE;
    emit(Kind.CALMED, now, "calm for " + options.flapQuietMillis() / 1000 + " s", List.of());
    if (!state.flapUp && cleared != null) {
      state.phase = Phase.CLEARED;
      state.changedMillis = now;
      emit(Kind.CLEARED, cleared.millis(), state.message, List.of());
    }
  }

  void expire() {
    flush();
    state.phase = Phase.CLEARED;
    state.changedMillis = now;
    state.lastClear = null;
    String message = "expired: nothing heard for " + options.activeTtlMillis() / 1000 + " s";
    emit(Kind.CLEARED, now, message, List.of());
  }

  void addOrphan(Event event) {
    state.phase = Phase.ORPHAN;
    state.lastClear = SenderTime.latest(state.lastClear, SenderTime.of(event));
    state.gathered.add(refOf(event));
    if (state.gathered.size() >= options.gatherLimit()) {
      flush();
    }
  }

  /** The clear has overtaken the raise: the alarm was there, and is over. */
  void raiseAfterOrphan(Event event) {
    SenderTime cleared = state.lastClear;
    if (cleared == null || !SenderTime.of(event).isBefore(cleared)) {
      flush();
      raise(event);
      return;
    }
    List<EventRef> clears = takeGathered();
    raise(event);
    state.count += clears.size();
    state.phase = Phase.CLEARED;
    emit(Kind.CLEARED, cleared.millis(), event.getMessage(), clears);
  }

  private void count(Event event) {
    state.count++;
    state.message = event.getMessage();
    if (event.getPeer() != null) {
      state.peer = event.getPeer();
    }
  }

  private void gather(Event event) {
    if (state.gathered.isEmpty()) {
      state.gatheringSinceMillis = now;
    }
    state.gathered.add(refOf(event));
    if (state.gathered.size() >= options.gatherLimit()) {
      flush();
    }
  }

  /**
   * Gathers the event; a worse severity of an open alarm does not wait, nor what it foretells now,
   * nor the first that is heard in time of one of which all came late.
   */
  private void gatherOrEscalate(Event event, boolean raise) {
    Severity severity = severityOf(event);
    boolean raisesOpen = raise && state.phase != Phase.CLEARED;
    boolean worse = raisesOpen && severity.compareTo(state.severity) > 0;
    boolean inTime = raisesOpen && state.late && !Events.isLate(event);
    if (worse) {
      state.severity = severity;
    }
    if (inTime) {
      state.late = false;
    }
    boolean foretells =
        raisesOpen && event.getAttributes().containsKey(AlarmChange.CROSSES_ATTRIBUTE);
    gather(event);
    if (worse || inTime || foretells) {
      flush(worse || foretells ? Evidence.of(event.getAttributes()) : Evidence.EXACT);
    }
  }

  /** Passes on what is gathered. */
  void flush() {
    flush(Evidence.EXACT);
  }

  private void flush(Evidence evidence) {
    if (state.gathered.isEmpty()) {
      return;
    }
    List<EventRef> events = takeGathered();
    if (state.phase == Phase.ORPHAN) {
      events.forEach(
          e -> sink.orphan(new OrphanClear(key.resource(), key.type(), key.qualifier(), e)));
    } else {
      long timeMillis = events.get(events.size() - 1).timeMillis();
      sink.change(change(Kind.REPEATED, timeMillis, state.message, events).with(evidence));
    }
  }

  private List<EventRef> takeGathered() {
    List<EventRef> gathered = state.gathered;
    state.gathered = new ArrayList<>();
    return gathered;
  }

  private void emit(Kind kind, long timeMillis, String message, List<EventRef> events) {
    sink.change(change(kind, timeMillis, message, events));
  }

  private AlarmChange change(Kind kind, long timeMillis, String message, List<EventRef> events) {
    return new AlarmChange(
        kind,
        state.eventId,
        timeMillis,
        state.raisedMillis,
        key.resource(),
        key.type(),
        key.qualifier(),
        state.resolved,
        state.domain,
        state.severity,
        message,
        state.peer,
        state.count,
        events,
        state.late);
  }

  private static Severity severityOf(Event event) {
    return event.getSeverity() == null ? Severity.INDETERMINATE : event.getSeverity();
  }

  private static EventRef refOf(Event event) {
    return new EventRef(event.getId(), event.getTimeMillis());
  }
}
