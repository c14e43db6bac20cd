package io.lull.pipeline.model;

import io.lull.schema.Node;
import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** All CIs, each made when it is read. */
final class NodeView extends AbstractCollection<Node> {
  private final Graph graph;

  NodeView(Graph graph) {
    this.graph = graph;
  }

  @Override
  public int size() {
    return graph.nodeCount();
  }

  @Override
  public Iterator<Node> iterator() {
    return new Iterator<>() {
      private int next = graph.nodes.nextPresent(0);

      @Override
      public boolean hasNext() {
        return next >= 0;
      }

      @Override
      public Node next() {
        if (next < 0) {
          throw new NoSuchElementException();
        }
        Node node = graph.records.node(next);
        next = graph.nodes.nextPresent(next + 1);
        return node;
      }
    };
  }
}
