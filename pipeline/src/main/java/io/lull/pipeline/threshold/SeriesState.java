package io.lull.pipeline.threshold;

/**
 * A series that breaches a rule now.
 *
 * @param rule the rule's id
 * @param series the series, rendered
 * @param raised whether the alarm is up; false: the breach has not lasted long enough yet
 * @param sinceMillis time of the first sample that breached, milliseconds since the epoch
 * @param lastMillis time of the last sample, milliseconds since the epoch
 * @param type alarm type with which it was raised
 * @param qualifier alarm qualifier with which it was raised
 * @param severity name of the rule's severity
 * @param message text with which it was raised
 */
public record SeriesState(
    String rule,
    String series,
    boolean raised,
    long sinceMillis,
    long lastMillis,
    String type,
    String qualifier,
    String severity,
    String message) {

  SeriesState at(long timeMillis) {
    return new SeriesState(
        rule, series, raised, sinceMillis, timeMillis, type, qualifier, severity, message);
  }

  boolean isOfAlarm(SeriesState other) {
    return raised && type.equals(other.type) && qualifier.equals(other.qualifier);
  }
}
