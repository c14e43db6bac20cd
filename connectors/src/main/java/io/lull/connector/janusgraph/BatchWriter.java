package io.lull.connector.janusgraph;

import io.lull.schema.Relation;
import io.lull.schema.TopologyChange;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets batches of changes written whatever it takes: a lock that another writer was quicker to, or
 * a store that does not answer, is tried again, each time after twice the pause. A batch that fails
 * although the store answers is halved until the change that cannot be written is alone; that one
 * is refused and the rest written.
 *
 * <p>So nothing is refused while the store is down, and one bad change holds nothing up. Not
 * thread-safe: one thread writes, in order.
 */
final class BatchWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);
  private static final int MAX_ID_CHARS = 8192;

  private final Supplier<ChangeStore> opener;
  private final Backoff backoff;
  private final Pause pause;
  private @Nullable ChangeStore store;

  /**
   * How often and how patiently.
   *
   * @param attempts before a call gives up on a store that does not answer
   * @param firstMillis the first pause
   * @param longestMillis the longest
   */
  record Backoff(int attempts, long firstMillis, long longestMillis) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Gives up after about three seconds; whoever calls decides whether to go on. */
    static final Backoff DEFAULT = new Backoff(6, 50, 2_000);

    long millis(int attempt) {
      return Math.min(longestMillis, firstMillis << Math.min(20, attempt));
    }
  }

  /** Waits between attempts. */
  interface Pause {
    void sleep(long millis) throws InterruptedException;
  }

  /**
   * @param opener opens the store when it is first needed, and again after it could not be opened
   */
  BatchWriter(Supplier<ChangeStore> opener, Backoff backoff, Pause pause) {
    this.opener = opener;
    this.backoff = backoff;
    this.pause = pause;
  }

  /**
   * Writes the changes in their order.
   *
   * @param refused told of each change that cannot be written
   * @throws CmdbUnavailableException if the store takes no writes at present; some of the changes
   *     may have been written, and writing all of them again is right
   */
  void write(List<TopologyChange> changes, Consumer<Refusal> refused) throws InterruptedException {
    List<TopologyChange> sound = new ArrayList<>(changes.size());
    for (TopologyChange change : changes) {
      String problem = problem(change);
      if (problem == null) {
        sound.add(change);
      } else {
        refused.accept(new Refusal(change, problem));
      }
    }
    if (!sound.isEmpty()) {
      writeSound(sound, refused);
    }
  }

  private void writeSound(List<TopologyChange> changes, Consumer<Refusal> refused)
      throws InterruptedException {
    RuntimeException failure = attempt(changes);
    if (failure == null) {
      return;
    }
    if (changes.size() == 1) {
      LOG.warn("A change is refused by the graph, which takes others: {}", changes, failure);
      refused.accept(new Refusal(changes.get(0), "the graph refuses it: " + reason(failure)));
      return;
    }
    int half = changes.size() / 2;
    writeSound(changes.subList(0, half), refused);
    writeSound(changes.subList(half, changes.size()), refused);
  }

  /** Null if it was written; else why not, although the store answers. */
  private @Nullable RuntimeException attempt(List<TopologyChange> changes)
      throws InterruptedException {
    for (int attempt = 0; ; attempt++) {
      RuntimeException failure;
      try {
        store().write(changes);
        return null;
      } catch (RuntimeException e) {
        failure = e;
      }
      boolean last = attempt + 1 >= backoff.attempts();
      if (GraphErrors.isContention(failure)) {
        if (last) {
          throw unavailable("other writers are in the way", failure);
        }
      } else if (last || attempt >= patience(changes) || !GraphErrors.mayPass(failure)) {
        if (answers()) {
          return failure;
        }
        if (last) {
          throw unavailable("the graph takes no writes", failure);
        }
      }
      LOG.debug("Attempt {} failed, trying again", attempt + 1, failure);
      pause.sleep(backoff.millis(attempt));
    }
  }

  /** Many are soon tried in halves, which finds the one that is to blame; one alone has time. */
  private int patience(List<TopologyChange> changes) {
    return changes.size() > 1 ? 1 : backoff.attempts();
  }

  private boolean answers() {
    try {
      store().probe();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static CmdbUnavailableException unavailable(String what, RuntimeException failure) {
    return new CmdbUnavailableException(what + ": " + reason(failure), failure);
  }

  private ChangeStore store() {
    ChangeStore open = store;
    if (open == null) {
      open = opener.get();
      store = open;
    }
    return open;
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return root.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }

  /** What makes a change none that could be stored; null if nothing does. */
  private static @Nullable String problem(TopologyChange change) {
    if ((change.getNode() == null) == (change.getRelation() == null)) {
      return "a change is about exactly one of 'node' and 'relation'";
    }
    if (change.getNode() != null) {
      return problem("node.id", change.getNode().getId());
    }
    Relation relation = change.getRelation();
    String problem = problem("relation.from", relation.getFrom());
    problem = problem != null ? problem : problem("relation.to", relation.getTo());
    return problem != null ? problem : problem("relation.type", relation.getType());
  }

  private static @Nullable String problem(String field, String value) {
    if (value.isBlank()) {
      return field + " is empty";
    }
    if (value.indexOf('|') >= 0) {
      return field + " '" + value + "' must not contain '|'";
    }
    return value.length() > MAX_ID_CHARS
        ? field + " has " + value.length() + " characters, at most " + MAX_ID_CHARS + " are allowed"
        : null;
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
      store = null;
    }
  }
}
