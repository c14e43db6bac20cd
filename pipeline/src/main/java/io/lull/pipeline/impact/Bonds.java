package io.lull.pipeline.impact;

/**
 * What types of relations mean for who is hit: the part of a model of failure that impact needs.
 */
public interface Bonds {

  /** What the failure of the CI a relation leads to is to the CI it starts from. */
  enum Bond {
    /** It loses the share of its traffic that the relation carries. */
    DEPENDENCY,
    /** It loses a member; it has others. */
    MEMBER,
    /** Nothing that traffic would tell. */
    NONE
  }

  /** What relations of a type mean. */
  Bond bond(String relationType);

  /** Part of its members that a service needs where it does not say how many. */
  double required();

  /**
   * How many of its members a service really needs.
   *
   * @param documented how many of them the topology says, or else the usual part
   */
  default int required(String service, int documented, int members) {
    return documented;
  }

  /** How long failure takes along relations of a type. */
  Lag lag(String relationType);

  /**
   * A log-normal lag.
   *
   * @param meanMillis its mean
   * @param sigma standard deviation of its logarithm
   */
  record Lag(double meanMillis, double sigma) {}
}
