package io.lull.job.config;

import io.lull.connector.kafka.SinkGuarantee;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** How the jobs run: limits, sink, Flink, and the all-in-one process. */
public final class RuntimeOptions {
  public static final Option<Long> MAX_BYTES =
      Option.of(
              "limits.max-bytes",
              Types.SIZE,
              16L << 20,
              "Largest value of a raw record, and largest after decompression; larger ones become dead letters.")
          .where("1KiB to 1GiB", n -> n >= 1024 && n <= 1L << 30);

  public static final Option<Integer> MAX_DEPTH =
      Option.of(
              "limits.max-depth",
              Types.INT,
              32,
              "Deepest nesting of JSON, protobuf and BER in a raw record.")
          .where("4 to 500", n -> n >= 4 && n <= 500);

  public static final Option<Integer> MAX_RECORDS =
      Option.of(
              "limits.max-records",
              Types.INT,
              100_000,
              "Most events or samples taken from one raw record; the rest becomes a dead letter.")
          .where("1 to 10000000", n -> n >= 1 && n <= 10_000_000);

  public static final Option<Integer> MAX_STRING_CHARS =
      Option.of(
              "limits.max-string-chars",
              Types.INT,
              8192,
              "Longest text kept of a message or an attribute; longer ones are cut.")
          .where("64 to 1000000", n -> n >= 64 && n <= 1_000_000);

  public static final Option<SinkGuarantee> SINK_GUARANTEE =
      Option.of(
          "sink.guarantee",
          Types.oneOf(SinkGuarantee.class),
          SinkGuarantee.AT_LEAST_ONCE,
          "How incidents are written. at-least-once: at once; after a failure some revisions are repeated, which (id, revision) makes harmless. exactly-once: by Kafka transactions, visible after the next checkpoint to consumers that read_committed.");

  public static final Option<Duration> TRANSACTION_TIMEOUT =
      Option.of(
              "sink.transaction-timeout",
              Types.DURATION,
              Duration.ofMinutes(15),
              "With exactly-once: how long a transaction may stay open; above the longest outage of the job, and not above the broker's transaction.max.timeout.ms.")
          .where(
              "1min to 7d",
              d -> PipelineOptions.isBetween(d, Duration.ofMinutes(1), Duration.ofDays(7)));

  public static final Option<Integer> PARALLELISM =
      Option.of(
              "flink.parallelism",
              Types.INT,
              0,
              "Parallelism of the jobs; 0 takes what the cluster or the command line says.")
          .where("0 to 128", n -> n >= 0 && n <= 128);

  public static final Option<Map<String, String>> FLINK =
      Option.of(
          "flink.configuration",
          Lists.STRING_MAP,
          Map.of(),
          "Flink options set on the jobs as they are, such as execution.checkpointing.interval: 30s; they win over the cluster's.");

  public static final Option<Path> DATA_DIR =
      Option.of(
          "standalone.data-dir",
          Types.PATH,
          Path.of("data"),
          "Where lull up keeps the broker's log, checkpoints and state; it resumes from there.");

  public static final Option<String> STANDALONE_KAFKA =
      Option.of(
          "standalone.kafka",
          Types.ADDRESS,
          "127.0.0.1:9092",
          "Where the broker of lull up listens; port 0 takes a free one.");

  public static final Option<String> STANDALONE_UI =
      Option.of(
          "standalone.web-ui",
          Types.ADDRESS,
          "127.0.0.1:8081",
          "Where Flink's web UI of lull up listens; port 0 takes a free one.");

  public static final Option<Integer> STANDALONE_PARALLELISM =
      Option.of("standalone.parallelism", Types.INT, 2, "Parallelism of the jobs in lull up.")
          .where("1 to 128", n -> n >= 1 && n <= 128);

  public static final Option<Duration> STANDALONE_CHECKPOINT =
      Option.of(
              "standalone.checkpoint-interval",
              Types.DURATION,
              Duration.ofSeconds(10),
              "How often lull up takes a checkpoint.")
          .where("at least 1s", d -> d.toMillis() >= 1000);

  private RuntimeOptions() {}
}
