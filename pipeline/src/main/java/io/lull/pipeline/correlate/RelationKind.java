package io.lull.pipeline.correlate;

/** How failure travels along a relation. */
enum RelationKind {
  /** From {@code to} to {@code from}. */
  DEPENDENCY(0.9),
  /** From a member to the service, which has others. */
  REDUNDANT(0.7),
  /** Both ways, weaker; so do relations of a type we do not know. */
  CONNECTION(0.5);

  /** What is left of an explanation after one relation of this kind. */
  final double weight;

  RelationKind(double weight) {
    this.weight = weight;
  }

  static RelationKind of(String type) {
    return switch (type) {
      case "DEPENDS_ON", "RUNS_ON", "PART_OF" -> DEPENDENCY;
      case "SERVED_BY" -> REDUNDANT;
      default -> CONNECTION;
    };
  }
}
