package io.lull.connector.kafka;

import io.lull.connector.files.IncidentJson;
import io.lull.schema.ControlRecord;
import io.lull.schema.DeadLetter;
import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.Health;
import io.lull.schema.Incident;
import io.lull.schema.MetricBatch;
import io.lull.schema.Relation;
import io.lull.schema.SuppressedAlarm;
import io.lull.schema.TopologyChange;

/** How each contract is written: its topic, its key and its time stamp. */
public final class Contracts {
  private final TopicNames topics;
  private final AvroSerdes serdes;

  public Contracts(KafkaSettings settings) {
    this.topics = settings.topics();
    this.serdes = settings.serdes();
  }

  /** Events; the time stamp is when the first collector saw it, as on the raw topics. */
  public ContractSerializer<Event> events(String topic) {
    AvroSerdes avro = serdes;
    return new ContractSerializer<>(
        topic,
        () -> avro.encoder(Event.class, topic),
        Event::getResource,
        Event::getObservedMillis);
  }

  /**
   * Events that the events job takes in as raw ones. The time stamp is the producer's: there, it is
   * when they were observed, and watermarks have gone on since the samples were.
   */
  public ContractSerializer<Event> thresholds() {
    AvroSerdes avro = serdes;
    String topic = topics.thresholds();
    return new ContractSerializer<>(
        topic, () -> avro.encoder(Event.class, topic), Event::getResource, event -> null);
  }

  public ContractSerializer<MetricBatch> metrics() {
    AvroSerdes avro = serdes;
    String topic = topics.metrics();
    return new ContractSerializer<>(
        topic,
        () -> avro.encoder(MetricBatch.class, topic),
        MetricBatch::getResource,
        MetricBatch::getObservedMillis);
  }

  /** Health of resources; the time stamp is that of the change. */
  public ContractSerializer<Health> health() {
    AvroSerdes avro = serdes;
    String topic = topics.health();
    return new ContractSerializer<>(
        topic, () -> avro.encoder(Health.class, topic), Health::getResource, Health::getTimeMillis);
  }

  /**
   * Facts that the topology job takes in as raw ones. The time stamp is the producer's: there, it
   * is when they were observed.
   */
  public ContractSerializer<Fact> facts() {
    AvroSerdes avro = serdes;
    String topic = topics.facts();
    return new ContractSerializer<>(
        topic,
        () -> avro.encoder(Fact.class, topic),
        fact -> fact.getSource() + ':' + fact.getSubject(),
        fact -> null);
  }

  /** Topology; the time stamp is the producer's, since a change may hold since ever. */
  public ContractSerializer<TopologyChange> topology() {
    AvroSerdes avro = serdes;
    String topic = topics.topology();
    return new ContractSerializer<>(
        topic,
        () -> avro.encoder(TopologyChange.class, topic),
        Contracts::topologyKey,
        change -> null);
  }

  /** Control records; the time stamp is the producer's, since a rule may hold since ever. */
  public ContractSerializer<ControlRecord> control() {
    AvroSerdes avro = serdes;
    String topic = topics.control();
    return new ContractSerializer<>(
        topic,
        () -> avro.encoder(ControlRecord.class, topic),
        ControlRecord::getId,
        control -> null);
  }

  public ContractSerializer<Incident> incidents() {
    AvroSerdes avro = serdes;
    String topic = topics.incidents();
    return new ContractSerializer<>(
        topic,
        () -> avro.encoder(Incident.class, topic),
        Incident::getId,
        Incident::getUpdatedMillis);
  }

  /** Incidents for kcat, Ansible and people. */
  public ContractSerializer<Incident> incidentsJson() {
    return new ContractSerializer<>(
        topics.incidentsJson(),
        () -> IncidentJson::toBytes,
        Incident::getId,
        Incident::getUpdatedMillis);
  }

  /** Alarms that are held back; the time stamp is the event time of the record. */
  public ContractSerializer<SuppressedAlarm> suppressed() {
    AvroSerdes avro = serdes;
    String topic = topics.suppressed();
    return new ContractSerializer<>(
        topic,
        () -> avro.encoder(SuppressedAlarm.class, topic),
        SuppressedAlarm::getId,
        SuppressedAlarm::getUpdatedMillis);
  }

  /** Dead letters; the time stamp is the producer's, so that retention counts from now. */
  public ContractSerializer<DeadLetter> deadLetters() {
    AvroSerdes avro = serdes;
    String topic = topics.deadLetters();
    return new ContractSerializer<>(
        topic, () -> avro.encoder(DeadLetter.class, topic), DeadLetters::key, letter -> null);
  }

  /**
   * The id of the node or relation that a change is about. A relation that names the interfaces at
   * both ends is one of several parallel links, and they are part of its id.
   */
  public static String topologyKey(TopologyChange change) {
    Relation relation = change.getRelation();
    if (relation == null) {
      return change.getNode() == null ? "" : change.getNode().getId();
    }
    String id = relation.getFrom() + '|' + relation.getType() + '|' + relation.getTo();
    String from = relation.getAttributes().getOrDefault("fromInterface", "");
    String to = relation.getAttributes().getOrDefault("toInterface", "");
    return from.isBlank() || to.isBlank() ? id : id + '|' + from + '|' + to;
  }
}
