package io.lull.connector.janusgraph;

import io.lull.schema.TopologyChange;
import java.util.List;

/** What changes are written to. Not thread-safe. */
interface ChangeStore extends AutoCloseable {
  /**
   * Writes all of the changes, or none and throws. To write a change again alters nothing.
   *
   * @throws RuntimeException whatever the store threw
   */
  void write(List<TopologyChange> changes);

  /**
   * Whether the store takes writes at present, apart from what is in the changes.
   *
   * @throws RuntimeException if it does not
   */
  void probe();

  @Override
  void close();
}
