package io.lull.pipeline.model;

/** Told the relations of a CI one after the other, see {@link Topology#forEachRelation}. */
@FunctionalInterface
public interface RelationVisitor {
  /**
   * A relation whose both ends are known.
   *
   * @param other index of the CI at the other end
   * @param type code of its type, see {@link Topology#relationType}
   * @param outgoing whether the relation starts at the CI that was asked about
   * @param relation handle of the relation, valid until the topology changes
   * @return whether to go on
   */
  boolean visit(int other, int type, boolean outgoing, int relation);
}
