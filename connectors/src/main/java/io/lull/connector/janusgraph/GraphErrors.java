package io.lull.connector.janusgraph;

import java.util.Set;
import org.janusgraph.diskstorage.BackendException;
import org.janusgraph.diskstorage.locking.PermanentLockingException;
import org.janusgraph.diskstorage.locking.TemporaryLockingException;

/** What failures of the graph mean. */
final class GraphErrors {
  /** Of the embedded store and Cassandra's driver, which are not on the class path of compiling. */
  private static final Set<String> PASSING =
      Set.of("LockTimeoutException", "DeadlockException", "LockPreventedException");

  private GraphErrors() {}

  /** Whether another transaction was in the way, which says nothing against what was to be done. */
  static boolean isContention(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof TemporaryLockingException
          || at instanceof PermanentLockingException
          || PASSING.contains(at.getClass().getSimpleName())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether another attempt may go better. All that the store itself says may pass, whatever its
   * name: a PermanentLockingException says that another transaction was quicker. What is thrown
   * before the store is asked (an argument that is none, a type that does not fit) will not.
   */
  static boolean mayPass(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof BackendException
          || at instanceof java.io.IOException
          || PASSING.contains(at.getClass().getSimpleName())
          || at.getClass().getName().startsWith("com.datastax.oss.driver.")) {
        return true;
      }
    }
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof IllegalArgumentException) {
        return false;
      }
    }
    return true;
  }
}
