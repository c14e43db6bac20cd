package io.lull.connector.format;

import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.MetricBatch;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a decoder puts out. */
public final class TestingOutput implements Decoder.Output {
  public final List<Event> events = new ArrayList<>();
  public final List<MetricBatch> batches = new ArrayList<>();
  public final List<Fact> facts = new ArrayList<>();
  public final List<String> rejects = new ArrayList<>();
  public final List<Part> parts = new ArrayList<>();

  /** A refused part. */
  public record Part(String reason, byte[] bytes) {}

  public static TestingOutput of(Decoder decoder, RawRecord raw) {
    TestingOutput out = new TestingOutput();
    decoder.decode(raw, out);
    return out;
  }

  @Override
  public void event(Event event) {
    events.add(event);
  }

  @Override
  public void metrics(MetricBatch batch) {
    batches.add(batch);
  }

  @Override
  public void fact(Fact fact) {
    facts.add(fact);
  }

  @Override
  public void reject(String reason) {
    rejects.add(reason);
  }

  @Override
  public void rejectPart(String reason, byte[] part) {
    parts.add(new Part(reason, part));
  }

  public int calls() {
    return events.size() + batches.size() + facts.size() + rejects.size() + parts.size();
  }

  /** The only event; fails where there is another number of them or a reject. */
  public Event onlyEvent() {
    if (events.size() != 1 || calls() != 1) {
      throw new AssertionError("expected one event, got " + this);
    }
    return events.get(0);
  }

  /** The only reason; fails where anything else came out. */
  public String onlyReject() {
    if (rejects.size() != 1 || calls() != 1) {
      throw new AssertionError("expected one reject, got " + this);
    }
    return rejects.get(0);
  }

  @Override
  public String toString() {
    return "events="
        + events
        + " batches="
        + batches
        + " facts="
        + facts
        + " rejects="
        + rejects
        + " parts="
        + parts;
  }
}
