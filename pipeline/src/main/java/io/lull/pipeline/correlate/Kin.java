package io.lull.pipeline.correlate;

/**
 * That a symptom may have to do with one that came before it, by name, message and time only.
 *
 * @param symptom id of the earlier one
 * @param tie what ties them
 * @param evidence that they have to do with each other, beyond what it takes, nats
 */
public record Kin(String symptom, Tie tie, double evidence) {

  /** What ties two symptoms together. */
  public enum Tie {
    /**
     * Their names and messages are more alike than chance makes them: either explains the other.
     */
    ALIKE,
    /** The later one's message names the earlier one's resource: the earlier explains the later. */
    NAMES,
    /** The earlier one's message names the later one's resource: the later explains the earlier. */
    NAMED
  }
}
