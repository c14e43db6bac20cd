package io.lull.standalone.simulate;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.Decoders;
import io.lull.connector.format.InventoryOutput;
import io.lull.connector.format.RawRecord;
import io.lull.job.decode.ServiceMapDecoder;
import io.lull.pipeline.model.RelationIds;
import io.lull.pipeline.reconcile.ReconcileOptions;
import io.lull.pipeline.reconcile.Reconciler;
import io.lull.schema.ChangeOp;
import io.lull.schema.DiscoveryNote;
import io.lull.schema.Fact;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decoders and reconciliation without Kafka and Flink: what the topology job makes of documents.
 */
public final class Discovery {
  private final Reconciler reconciler;
  private final Map<String, Decoder> decoders = new HashMap<>();
  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<String, Relation> relations = new TreeMap<>();
  private final Map<String, Integer> notes = new TreeMap<>();
  private final List<String> rejects = new ArrayList<>();
  private long facts;
  private long changes;
  private long reconcileNanos;

  public Discovery(ReconcileOptions options) {
    reconciler = new Reconciler(options);
  }

  /** Takes documents that came at a time. */
  public void take(List<Document> documents, long timeMillis) {
    InventoryOutput found = new InventoryOutput();
    int position = 0;
    for (Document document : documents) {
      RawRecord raw =
          new RawRecord(
              "raw/" + document.format() + '/' + document.name(),
              -1,
              ++position,
              timeMillis,
              null,
              Map.of(),
              document.value());
      decoder(document.format()).decode(raw, found);
    }
    rejects.addAll(found.rejects());
    List<Fact> said = found.facts();
    said.sort(Comparator.comparing(Fact::getSource).thenComparing(Fact::getSubject));
    facts += said.size();
    long start = System.nanoTime();
    note(reconciler.advance(timeMillis));
    said.forEach(fact -> note(reconciler.take(fact, timeMillis)));
    List<TopologyChange> flushed = reconciler.flush(timeMillis);
    reconcileNanos += System.nanoTime() - start;
    flushed.forEach(this::apply);
  }

  /** Lets time go on. */
  public void advance(long timeMillis) {
    note(reconciler.advance(timeMillis));
    reconciler.flush(timeMillis).forEach(this::apply);
  }

  private Decoder decoder(String format) {
    return decoders.computeIfAbsent(
        format,
        f ->
            f.equals(ServiceMapDecoder.FORMAT)
                ? new ServiceMapDecoder()
                : Decoders.create(f, DecoderOptions.DEFAULT));
  }

  private void note(List<DiscoveryNote> said) {
    said.forEach(note -> notes.merge(note.getKind(), 1, Integer::sum));
  }

  private void apply(TopologyChange change) {
    changes++;
    boolean delete = change.getOp() == ChangeOp.DELETE;
    Node node = change.getNode();
    Relation relation = change.getRelation();
    if (node != null && delete) {
      nodes.remove(node.getId());
    } else if (node != null) {
      nodes.put(node.getId(), node);
    } else if (relation != null && delete) {
      relations.remove(RelationIds.of(relation));
    } else if (relation != null) {
      relations.put(RelationIds.of(relation), relation);
    }
  }

  public Map<String, Node> nodes() {
    return nodes;
  }

  public Map<String, Relation> relations() {
    return relations;
  }

  /** How many notes there were, by kind. */
  public Map<String, Integer> notes() {
    return notes;
  }

  /** What was refused, and why. */
  public List<String> rejects() {
    return rejects;
  }

  public long facts() {
    return facts;
  }

  public long changes() {
    return changes;
  }

  /** Time in reconciliation alone, nanoseconds. */
  public long reconcileNanos() {
    return reconcileNanos;
  }
}
