package io.lull.pipeline.correlate;

/** How failure travels along a relation. */
enum RelationKind {
  /** From {@code to} to {@code from}, and on to the members that serve {@code from}. */
  DEPENDENCY(0.9),
  /** From {@code to} to {@code from}: what it runs on or is part of. */
  PLACE(0.9),
  /** From a member to the service, which has others. */
  REDUNDANT(0.7),
  /** Both ways, weaker; so do relations of a type we do not know. */
  CONNECTION(0.5);

  /**
   * What is left of an explanation between a service and a member of it: the member lives by what
   * the service depends on. Less than the other way round, so that of one member and its service
   * the member is the cause; of many members the service.
   */
  static final double MEMBER = 0.6;

  /** What is left of an explanation after one relation of this kind. */
  final double weight;

  RelationKind(double weight) {
    this.weight = weight;
  }

  static RelationKind of(String type) {
    return switch (type) {
      case "DEPENDS_ON" -> DEPENDENCY;
      case "RUNS_ON", "PART_OF" -> PLACE;
      case "SERVED_BY" -> REDUNDANT;
      default -> CONNECTION;
    };
  }
}
