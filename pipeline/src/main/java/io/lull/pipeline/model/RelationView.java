package io.lull.pipeline.model;

import io.lull.schema.Relation;
import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Relations at one end of a CI whose both ends are known, by id; each made when it is read. */
final class RelationView extends AbstractCollection<Relation> {
  private final RelationTable relations;
  private final LinkTree tree;
  private final int node;

  RelationView(RelationTable relations, LinkTree tree, int node) {
    this.relations = relations;
    this.tree = tree;
    this.node = node;
  }

  @Override
  public int size() {
    return tree.complete(node);
  }

  @Override
  public Iterator<Relation> iterator() {
    LinkTree.Cursor cursor = tree.cursor(node);
    return new Iterator<>() {
      private int next = advance();

      private int advance() {
        int relation = cursor.next();
        while (relation != 0 && !relations.isComplete(relation)) {
          relation = cursor.next();
        }
        return relation;
      }

      @Override
      public boolean hasNext() {
        return next != 0;
      }

      @Override
      public Relation next() {
        if (next == 0) {
          throw new NoSuchElementException();
        }
        Relation relation = relations.relation(next);
        next = advance();
        return relation;
      }
    };
  }
}
