package io.lull.connector.janusgraph;

import java.io.Serializable;
import java.util.function.Supplier;

/** Opens a store where changes are written; travels there. */
interface ChangeStoreFactory extends Supplier<ChangeStore>, Serializable {

  /** The graph of these settings, shared with all that use it in the process. */
  static ChangeStoreFactory of(CmdbSettings settings, Writer writer) {
    return () -> {
      SharedGraph shared = SharedGraph.open(settings);
      return new GraphWriter(
          shared.graph(),
          writer,
          GraphWriter.Repeats.KEPT,
          System::currentTimeMillis,
          shared::close);
    };
  }
}
