package io.lull.job;

import io.lull.schema.DeadLetter;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.Health;
import io.lull.schema.Incident;
import io.lull.schema.SuppressedAlarm;
import io.lull.schema.TopologyChange;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Sinks that keep what they get in this JVM, until closed. */
final class TestingSinks implements AutoCloseable {
  private static final Map<String, Queue<SpecificRecordBase>> COLLECTED = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  /** All that the events job tells but what it has learned. */
  EventsJob.Sinks ofEventsJob() {
    return new EventsJob.Sinks(
        events(),
        incidents(),
        incidentsJson(),
        suppressed(),
        late(),
        deadLetters(),
        new DiscardingSink<>(),
        health());
  }

  Sink<Event> events() {
    return new Collecting<>(id + "/events");
  }

  Sink<Health> health() {
    return new Collecting<>(id + "/health");
  }

  Sink<Incident> incidents() {
    return new Collecting<>(id + "/incidents");
  }

  Sink<Incident> incidentsJson() {
    return new Collecting<>(id + "/incidents-json");
  }

  Sink<SuppressedAlarm> suppressed() {
    return new Collecting<>(id + "/suppressed");
  }

  Sink<Event> late() {
    return new Collecting<>(id + "/late");
  }

  Sink<TopologyChange> topology() {
    return new Collecting<>(id + "/topology");
  }

  Sink<DiscoveryNote> notes() {
    return new Collecting<>(id + "/notes");
  }

  List<DiscoveryNote> collectedNotes() {
    return collected("/notes", DiscoveryNote.class);
  }

  Sink<Fact> facts() {
    return new Collecting<>(id + "/facts");
  }

  List<Fact> collectedFacts() {
    return collected("/facts", Fact.class);
  }

  Sink<DeadLetter> deadLetters() {
    return new Collecting<>(id + "/dead-letters");
  }

  List<Event> collectedEvents() {
    return collected("/events", Event.class);
  }

  /** As they came. */
  List<Health> collectedHealth() {
    return collected("/health", Health.class);
  }

  /** By id and revision. */
  List<Incident> collectedIncidents() {
    return sorted("/incidents");
  }

  List<Incident> collectedIncidentsJson() {
    return sorted("/incidents-json");
  }

  /** By time, id and state. */
  List<SuppressedAlarm> collectedSuppressed() {
    return collected("/suppressed", SuppressedAlarm.class).stream()
        .sorted(
            Comparator.comparing(SuppressedAlarm::getUpdatedMillis)
                .thenComparing(SuppressedAlarm::getId)
                .thenComparing(SuppressedAlarm::getState))
        .toList();
  }

  List<Event> collectedLate() {
    return collected("/late", Event.class);
  }

  /** As they came. */
  List<TopologyChange> collectedTopology() {
    return collected("/topology", TopologyChange.class);
  }

  List<DeadLetter> collectedDeadLetters() {
    return collected("/dead-letters", DeadLetter.class);
  }

  private List<Incident> sorted(String name) {
    return collected(name, Incident.class).stream()
        .sorted(Comparator.comparing(Incident::getId).thenComparing(Incident::getRevision))
        .toList();
  }

  private <T> List<T> collected(String name, Class<T> type) {
    return COLLECTED.getOrDefault(id + name, new ConcurrentLinkedQueue<>()).stream()
        .map(type::cast)
        .toList();
  }

  @Override
  public void close() {
    COLLECTED.keySet().removeIf(name -> name.startsWith(id));
  }

  private record Collecting<T extends SpecificRecordBase>(String name) implements Sink<T> {
    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
      return new SinkWriter<>() {
        @Override
        public void write(T element, Context writeContext) {
          T copy = SpecificData.get().deepCopy(element.getSchema(), element);
          COLLECTED.computeIfAbsent(name, n -> new ConcurrentLinkedQueue<>()).add(copy);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }
  }
}
