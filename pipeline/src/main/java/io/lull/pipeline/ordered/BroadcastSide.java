package io.lull.pipeline.ordered;

import io.lull.pipeline.model.Chunk;
import io.lull.pipeline.model.PackedQueue;
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

  private final BroadcastTaker<B> taker;
  private final Comparator<Named<B>> order;

  // Checkpointed.
  private final HoldQueue<Named<B>> held;
  private final PackedQueue packed = new PackedQueue();
  private final BroadcastState<String, B> applied;
  private final BroadcastState<Integer, Chunk> kept;
  private final BroadcastState<Long, List<B>> heldState;
  private final BroadcastState<Integer, Chunk> packedState;

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
    order =
        Comparator.<Named<B>, String>comparing(Named::id)
            .thenComparing(Named::element, taker::compareBroadcast);
    held = new HoldQueue<>(order);
    lateTaken = metrics.counter("lateBroadcastTaken");
    refused = metrics.counter("broadcastRefused");
    metrics.gauge("heldBroadcast", () -> held.size() + packed.size());
    applied =
        backend.getBroadcastState(
            new MapStateDescriptor<>("broadcast-applied", Types.STRING, type));
    kept = chunks(backend, "broadcast-kept");
    packedState = chunks(backend, "broadcast-held-packed");
    heldState =
        backend.getBroadcastState(
            new MapStateDescriptor<>("broadcast-held", Types.LONG, Types.LIST(type)));
  }

  private static BroadcastState<Integer, Chunk> chunks(OperatorStateBackend backend, String name)
      throws Exception {
    return backend.getBroadcastState(
        new MapStateDescriptor<>(name, IntSerializer.INSTANCE, ChunkSerializer.INSTANCE));
  }

  private static Map<Integer, Chunk> entries(BroadcastState<Integer, Chunk> state)
      throws Exception {
    Map<Integer, Chunk> chunks = new TreeMap<>();
    state.immutableEntries().forEach(e -> chunks.put(e.getKey(), e.getValue()));
    return chunks;
  }

  /** Applies again what was applied before a restore, and holds what was held. */
  void restore() throws Exception {
    Map<Integer, Chunk> chunks = entries(kept);
    if (!chunks.isEmpty()) {
      taker.restoreBroadcast(chunks);
    }
    packed.restore(entries(packedState));
    // Of a snapshot from before there were chunks: also what the taker keeps.
    Map<String, B> byId = new TreeMap<>();
    applied.immutableEntries().forEach(e -> byId.put(e.getKey(), e.getValue()));
    for (Map.Entry<String, B> entry : byId.entrySet()) {
      apply(new Named<>(entry.getKey(), entry.getValue()), Long.MIN_VALUE);
    }
    for (Map.Entry<Long, List<B>> entry : heldState.immutableEntries()) {
      for (B element : entry.getValue()) {
        hold(new Named<>(taker.broadcastId(element), element), entry.getKey());
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
    Named<B> named = new Named<>(id, element);
    if (timestamp <= watermark) {
      lateTaken.inc();
      apply(named, timestamp);
    } else if (timestamp == BroadcastTaker.SINCE_EVER && taker.keepsBroadcast(element)) {
      apply(named, timestamp);
    } else {
      hold(named, timestamp);
    }
  }

  private void hold(Named<B> named, long timestamp) {
    B element = named.element();
    if (taker.keepsBroadcast(element)) {
      packed.add(timestamp, taker.broadcastDeletes(element), taker.packBroadcast(element));
    } else {
      held.add(timestamp, named);
    }
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
    return Math.min(held.nextTime(), packed.nextTime());
  }

  boolean isEmpty() {
    return held.isEmpty() && packed.size() == 0;
  }

  /** Applies what is held at exactly this timestamp, the next. */
  void takeAt(long timestamp) throws Exception {
    if (packed.deletesAt(timestamp)) {
      takeSortedAt(timestamp);
    }
    while (packed.size() > 0 && packed.nextTime() == timestamp) {
      apply(unpacked(), timestamp);
    }
    while (!held.isEmpty() && held.nextTime() == timestamp) {
      apply(held.take(), timestamp);
    }
  }

  /** Elements of different ids commute, unless some of them delete. */
  private void takeSortedAt(long timestamp) throws Exception {
    List<Named<B>> elements = new ArrayList<>();
    while (packed.size() > 0 && packed.nextTime() == timestamp) {
      elements.add(unpacked());
    }
    elements.sort(order);
    for (Named<B> named : elements) {
      apply(named, timestamp);
    }
  }

  private Named<B> unpacked() {
    B element = taker.unpackBroadcast(packed.take());
    return new Named<>(taker.broadcastId(element), element);
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
    packedState.clear();
    packedState.putAll(packed.chunks());
  }
}
