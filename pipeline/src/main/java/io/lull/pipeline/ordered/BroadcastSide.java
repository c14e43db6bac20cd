package io.lull.pipeline.ordered;

import io.lull.pipeline.model.Chunk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broadcast input of an operator: holds its elements until their time and has them applied.
 *
 * <p>What was applied is kept in operator broadcast state: the last element of each id, or, of
 * elements that the taker keeps itself, its chunks. Flink holds this state on the heap; of chunks
 * it holds references to the very ones that the taker works on, so they are there once. Every
 * subtask has received the same broadcast elements when a checkpoint barrier arrives (Flink aligns
 * barriers of broadcast edges), so after rescaling any subtask's copy serves any other.
 */
final class BroadcastSide<B> {
  private static final Logger LOG = LoggerFactory.getLogger(BroadcastSide.class);

  /** Timestamp of what holds since ever. */
  private static final long SINCE_EVER = Long.MIN_VALUE + 1;

  private final BroadcastTaker<B> taker;

  // Checkpointed.
  private final HoldQueue<Named<B>> held;
  private final BroadcastState<String, B> applied;
  private final BroadcastState<Integer, Chunk> kept;
  private final BroadcastState<Long, List<B>> heldState;

  private final Counter lateTaken;
  private final Counter refused;

  /** An element with its id, which is not free to compute. */
  private record Named<B>(String id, B element) {}

  BroadcastSide(
      BroadcastTaker<B> taker,
      TypeInformation<B> type,
      OperatorStateBackend backend,
      MetricGroup metrics)
      throws Exception {
    this.taker = taker;
    held =
        new HoldQueue<>(
            Comparator.<Named<B>, String>comparing(Named::id)
                .thenComparing(Named::element, taker::compareBroadcast));
    lateTaken = metrics.counter("lateBroadcastTaken");
    refused = metrics.counter("broadcastRefused");
    metrics.gauge("heldBroadcast", held::size);
    applied =
        backend.getBroadcastState(
            new MapStateDescriptor<>("broadcast-applied", Types.STRING, type));
    kept =
        backend.getBroadcastState(
            new MapStateDescriptor<>(
                "broadcast-kept", IntSerializer.INSTANCE, ChunkSerializer.INSTANCE));
    heldState =
        backend.getBroadcastState(
            new MapStateDescriptor<>("broadcast-held", Types.LONG, Types.LIST(type)));
  }

  /** Applies again what was applied before a restore, and holds what was held. */
  void restore() throws Exception {
    Map<Integer, Chunk> chunks = new TreeMap<>();
    kept.immutableEntries().forEach(e -> chunks.put(e.getKey(), e.getValue()));
    if (!chunks.isEmpty()) {
      taker.restoreBroadcast(chunks);
    }
    // Of a snapshot from before there were chunks: also what the taker keeps.
    Map<String, B> byId = new TreeMap<>();
    applied.immutableEntries().forEach(e -> byId.put(e.getKey(), e.getValue()));
    for (Map.Entry<String, B> entry : byId.entrySet()) {
      apply(new Named<>(entry.getKey(), entry.getValue()), Long.MIN_VALUE);
    }
    for (Map.Entry<Long, List<B>> entry : heldState.immutableEntries()) {
      for (B element : entry.getValue()) {
        held.add(entry.getKey(), new Named<>(taker.broadcastId(element), element));
      }
    }
    heldState.clear();
  }

  /** Holds an element that has arrived, or takes it at once if it is late. */
  void arrive(B element, long timestamp, long watermark) throws Exception {
    String id;
    try {
      id = taker.broadcastId(element);
    } catch (IllegalArgumentException e) {
      refuse(String.valueOf(element), e);
      return;
    }
    if (timestamp <= watermark) {
      lateTaken.inc();
      apply(new Named<>(id, element), timestamp);
    } else if (mayGoAhead(element, timestamp)) {
      apply(new Named<>(id, element), timestamp);
    } else {
      held.add(timestamp, new Named<>(id, element));
    }
  }

  /** So that a topology at whose start nothing has a time need not be held whole. */
  private boolean mayGoAhead(B element, long timestamp) {
    return timestamp == SINCE_EVER
        && held.nextTime() > timestamp
        && taker.keepsBroadcast(element)
        && !taker.broadcastDeletes(element);
  }

  /** What is refused is not kept: a restore must find what was in force. */
  private void apply(Named<B> named, long timestamp) throws Exception {
    B element = named.element();
    try {
      taker.applyBroadcast(element, timestamp);
    } catch (IllegalArgumentException e) {
      refuse(named.id(), e);
      return;
    }
    if (taker.broadcastDeletes(element) || taker.keepsBroadcast(element)) {
      applied.remove(named.id());
    } else {
      applied.put(named.id(), element);
    }
  }

  private void refuse(String what, IllegalArgumentException reason) {
    refused.inc();
    LOG.warn("Refused {}; what was in force before stays: {}", what, reason.getMessage());
  }

  /** Timestamp of the first element that is held; MAX_VALUE if none is. */
  long nextTime() {
    return held.nextTime();
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /** Applies what is held at exactly this timestamp, the next. */
  void takeAt(long timestamp) throws Exception {
    while (!held.isEmpty() && held.nextTime() == timestamp) {
      apply(held.take(), timestamp);
    }
  }

  /** Puts what is held, and which chunks there are, into state. */
  void snapshot() throws Exception {
    Map<Long, List<B>> byTime = new TreeMap<>();
    held.forEach(
        (timestamp, named) ->
            byTime.computeIfAbsent(timestamp, t -> new ArrayList<>()).add(named.element()));
    heldState.clear();
    heldState.putAll(byTime);
    kept.clear();
    kept.putAll(taker.keptBroadcast());
  }
}
