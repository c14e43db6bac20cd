package io.lull.connector.format;

import io.lull.schema.Event;
import io.lull.schema.Fact;
import io.lull.schema.MetricBatch;
import java.util.ArrayList;
import java.util.List;

/** Keeps what decoders of inventories find, until it is taken; telemetry is let go. */
public final class InventoryOutput implements Decoder.Output {
  private final List<Fact> facts = new ArrayList<>();
  private final List<String> rejects = new ArrayList<>();

  /** What was found since it was cleared; may be changed. */
  public List<Fact> facts() {
    return facts;
  }

  /** Why records or parts of them were refused since it was cleared. */
  public List<String> rejects() {
    return rejects;
  }

  public void clear() {
    facts.clear();
    rejects.clear();
  }

  @Override
  public void fact(Fact fact) {
    facts.add(fact);
  }

  @Override
  public void event(Event event) {}

  @Override
  public void metrics(MetricBatch batch) {}

  @Override
  public void reject(String reason) {
    rejects.add(reason);
  }

  @Override
  public void rejectPart(String reason, byte[] part) {
    rejects.add(reason);
  }
}
