package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import java.util.Comparator;
import java.util.List;

/** The order of alarm changes of one moment; it leaves nothing to chance. */
final class AlarmOrder {

  static final Comparator<AlarmChange> INSTANCE =
      Comparator.comparingLong(AlarmChange::timeMillis)
          .thenComparing(AlarmOrder::firstEvent)
          .thenComparing(AlarmChange::eventId)
          .thenComparing(AlarmLife::key)
          .thenComparing(AlarmChange::kind)
          .thenComparingLong(AlarmChange::count)
          .thenComparing(AlarmChange::severity)
          .thenComparing(AlarmChange::message)
          .thenComparing(change -> change.events().toString());

  private AlarmOrder() {}

  private static String firstEvent(AlarmChange change) {
    List<EventRef> events = change.events();
    return events.isEmpty() ? change.eventId() : events.get(0).id();
  }
}
