package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a domain hands over to where domains are joined: a change of an alarm, or a symptom that it
 * kept so far with all that belongs to it. Exactly one of change and symptom is set.
 *
 * @param alarms of the symptom
 * @param incidents those that are named after one of these alarms
 * @param dueMillis when the symptom's group was to be looked at next; {@link SymptomGroup#NONE}:
 *     not
 */
public record Handover(
    @Nullable AlarmChange change,
    @Nullable SymptomState symptom,
    List<AlarmLife> alarms,
    List<IncidentLife> incidents,
    long dueMillis) {

  /**
   * Order of what is handed over at one moment: what was kept before what changes; it leaves
   * nothing to chance.
   */
  static final Comparator<Handover> ORDER =
      Comparator.comparing(
              Handover::symptom,
              Comparator.nullsLast(
                  Comparator.comparingLong(SymptomState::firstMillis)
                      .thenComparing(symptom -> symptom.id)))
          .thenComparing(Handover::change, Comparator.nullsLast(AlarmOrder.INSTANCE));

  static Handover of(AlarmChange change) {
    return new Handover(change, null, List.of(), List.of(), SymptomGroup.NONE);
  }
}
