package io.lull.pipeline.correlate;

/**
 * What lies between two CIs.
 *
 * @param a the end whose id sorts first
 * @param b the other end
 */
record Link(String a, String b) implements Comparable<Link> {

  static Link of(String one, String other) {
    return one.compareTo(other) <= 0 ? new Link(one, other) : new Link(other, one);
  }

  /** The id under which a link is named as a cause. */
  String id() {
    return a + "--" + b;
  }

  boolean has(String node) {
    return a.equals(node) || b.equals(node);
  }

  @Override
  public int compareTo(Link other) {
    int byA = a.compareTo(other.a);
    return byA != 0 ? byA : b.compareTo(other.b);
  }
}
