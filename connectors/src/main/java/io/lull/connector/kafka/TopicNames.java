package io.lull.connector.kafka;

import java.io.Serializable;

/** What the topics of an installation are called; {@code lull.yaml} may change every name. */
public record TopicNames(
    String metrics,
    String events,
    String topology,
    String control,
    String incidents,
    String incidentsJson,
    String suppressed,
    String late,
    String deadLetters,
    String thresholds,
    String clock,
    String model,
    String health,
    String facts,
    String discovery)
    implements Serializable {

  public static final TopicNames DEFAULT =
      new TopicNames(
          "lull.metrics",
          "lull.events",
          "lull.topology",
          "lull.control",
          "lull.incidents",
          "lull.incidents.json",
          "lull.suppressed",
          "lull.late",
          "lull.dead-letters",
          "lull.raw.thresholds",
          "lull.raw.clock",
          "lull.model",
          "lull.health",
          "lull.raw.facts",
          "lull.discovery");
}
