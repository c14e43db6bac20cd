package io.lull.connector.janusgraph;

import io.lull.connector.kafka.Contracts;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.janusgraph.core.JanusGraphException;
import org.janusgraph.diskstorage.TemporaryBackendException;
import org.janusgraph.diskstorage.locking.PermanentLockingException;
import org.jspecify.annotations.Nullable;

/** A store that fails as told, and notes what it took. */
final class FaultyStore implements ChangeStore {
  private final @Nullable ChangeStore behind;
  private final Map<String, TopologyChange> written = new LinkedHashMap<>();
  private final List<Integer> batches = new ArrayList<>();
  private Predicate<TopologyChange> poison = change -> false;
  private volatile boolean down;
  private volatile int locked;
  private volatile int tries;

  FaultyStore() {
    this(null);
  }

  FaultyStore(@Nullable ChangeStore behind) {
    this.behind = behind;
  }

  void setDown(boolean isDown) {
    down = isDown;
  }

  /** So many transactions lose against another. */
  void setLocked(int times) {
    locked = times;
  }

  void setPoison(Predicate<TopologyChange> isPoison) {
    poison = isPoison;
  }

  int tries() {
    return tries;
  }

  synchronized Map<String, TopologyChange> written() {
    return new LinkedHashMap<>(written);
  }

  synchronized List<Integer> batches() {
    return List.copyOf(batches);
  }

  @Override
  public synchronized void write(List<TopologyChange> changes) {
    tries++;
    probe();
    if (locked > 0) {
      locked--;
      throw new JanusGraphException(
          "Could not commit", new PermanentLockingException("Local lock contention"));
    }
    if (changes.stream().anyMatch(poison)) {
      throw new JanusGraphException("Could not write", new IllegalArgumentException("too large"));
    }
    if (behind != null) {
      behind.write(changes);
    }
    changes.forEach(change -> written.put(Contracts.topologyKey(change), change));
    batches.add(changes.size());
  }

  @Override
  public void probe() {
    if (down) {
      throw new JanusGraphException(
          "Could not execute", new TemporaryBackendException("connection refused"));
    }
  }

  /** The store behind outlives the writers that open this one. */
  @Override
  public void close() {}
}
