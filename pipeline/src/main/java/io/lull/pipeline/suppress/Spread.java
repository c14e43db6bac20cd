package io.lull.pipeline.suppress;

/** How planned work at one end of a relation reaches the other. */
public enum Spread {
  /** From {@code to} to {@code from}, and on to the members that serve {@code from}. */
  DEPENDENCY,
  /** From {@code to} to {@code from}: what it runs on or is part of. */
  PLACE,
  /** From the members ({@code to}) to the service, once too few are left. */
  REDUNDANT,
  /** Not at all; but an alarm about the link is about both ends. */
  LINK
}
