package io.lull.standalone;

import io.lull.connector.kafka.AvroSerdes;
import io.lull.standalone.simulate.DiscoveryScore;
import io.lull.standalone.simulate.Endpoints;
import io.lull.standalone.simulate.Estate;
import io.lull.standalone.simulate.EstateAgents;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The calm before the demo's storm: the estate's inventories and the traces of its customers go to
 * the raw topics, and the topology topic is followed until nothing new is found.
 */
final class EstateDiscovery {
  /** Two windows of calls, and some more. */
  private static final long TRAFFIC_NANOS = TimeUnit.SECONDS.toNanos(14);

  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LONG_QUIET_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final Duration BEAT = Duration.ofMillis(250);

  /** Requests a beat to each service that customers call. */
  private static final int REQUESTS = 10;

  private final Estate estate;
  private final Endpoints endpoints;
  private final long seed;

  EstateDiscovery(Estate estate, long seed, Endpoints endpoints) {
    this.estate = estate;
    this.seed = seed;
    this.endpoints = endpoints;
  }

  /**
   * What was found.
   *
   * @param records of inventories that were sent
   * @param spans that were sent
   * @param score how it compares with the estate there is
   */
  record Found(long records, long spans, DiscoveryScore score) {}

  /** Returns when nothing new is found any more. */
  Found run(String topologyTopic, Consumer<String> progress) throws IOException {
    try (EstateAgents agents = new EstateAgents(estate, seed, endpoints);
        EstateTail tail =
            new EstateTail(endpoints.bootstrap(), topologyTopic, AvroSerdes.SINGLE_OBJECT)) {
      agents.takeStock(System.currentTimeMillis());
      long begin = System.nanoTime();
      long changed = begin;
      long now = begin;
      boolean traffic = true;
      while (traffic || !isDone(tail, now - changed, now - begin)) {
        if (traffic) {
          agents.serve(REQUESTS, System.currentTimeMillis());
        }
        if (tail.poll(BEAT) > 0) {
          changed = System.nanoTime();
        }
        progress.accept(line(agents, tail));
        now = System.nanoTime();
        traffic = now - begin < TRAFFIC_NANOS;
      }
      return new Found(agents.records(), agents.spans(), score(tail));
    }
  }

  /** All is found, as the simulator knows, or nothing new comes any more. */
  private boolean isDone(EstateTail tail, long quietNanos, long nanos) {
    if (quietNanos < QUIET_NANOS) {
      return nanos > PATIENCE_NANOS;
    }
    DiscoveryScore score = score(tail);
    boolean all =
        score.nodes().right() == score.nodes().there()
            && score.relations().right() == score.relations().there();
    return all || quietNanos > LONG_QUIET_NANOS;
  }

  private DiscoveryScore score(EstateTail tail) {
    return DiscoveryScore.of(estate, tail.nodes(), tail.relations());
  }

  private static String line(EstateAgents agents, EstateTail tail) {
    return "discovering the estate: %,d CIs and %,d relations from %,d inventory records and %,d spans"
        .formatted(tail.nodes().size(), tail.relations().size(), agents.records(), agents.spans());
  }
}
