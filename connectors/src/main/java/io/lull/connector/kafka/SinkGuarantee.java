package io.lull.connector.kafka;

/** How often a record reaches a topic when a job fails and goes on. */
public enum SinkGuarantee {
  /** Written at once; repeated after a failure. */
  AT_LEAST_ONCE,
  /** Written in transactions that end with a checkpoint. */
  EXACTLY_ONCE
}
