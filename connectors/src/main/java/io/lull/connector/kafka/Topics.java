package io.lull.connector.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topics of an installation as they are created where they are missing. Topics that exist are
 * left as they are.
 *
 * @param partitions partitions of topics that are created
 * @param replicationFactor their replicas; -1 leaves it to the broker
 * @param retention how long they keep records
 */
public record Topics(int partitions, int replicationFactor, Duration retention) {

  /** How a topic forgets. */
  public enum Cleanup {
    DELETE("delete"),
    COMPACT("compact"),
    COMPACT_DELETE("compact,delete");

    private final String policy;

    Cleanup(String policy) {
      this.policy = policy;
    }
  }

  /** A topic with its cleanup policy and its number of partitions. */
  public record Spec(String name, Cleanup cleanup, int partitions) {}

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** All topics of an installation: those of the contracts, and raw ones. */
  public List<Spec> specs(TopicNames names, Collection<String> rawTopics) {
    Map<String, Spec> specs = new LinkedHashMap<>();
    for (String raw : rawTopics) {
      put(specs, raw, Cleanup.DELETE, partitions);
    }
    put(specs, names.thresholds(), Cleanup.DELETE, partitions);
    // One heartbeat a second: one partition carries it, and one watermark.
    specs.put(names.clock(), new Spec(names.clock(), Cleanup.DELETE, 1));
    put(specs, names.metrics(), Cleanup.DELETE, partitions);
    put(specs, names.events(), Cleanup.DELETE, partitions);
    put(specs, names.incidents(), Cleanup.COMPACT_DELETE, partitions);
    put(specs, names.incidentsJson(), Cleanup.COMPACT_DELETE, partitions);
    put(specs, names.suppressed(), Cleanup.COMPACT_DELETE, partitions);
    put(specs, names.late(), Cleanup.DELETE, partitions);
    put(specs, names.deadLetters(), Cleanup.DELETE, 1);
    // Few records, read whole at each start; one partition keeps their order.
    put(specs, names.topology(), Cleanup.COMPACT, 1);
    put(specs, names.control(), Cleanup.COMPACT, 1);
    put(specs, names.model(), Cleanup.COMPACT, 1);
    put(specs, names.health(), Cleanup.COMPACT, partitions);
    put(specs, names.facts(), Cleanup.DELETE, partitions);
    put(specs, names.discovery(), Cleanup.DELETE, 1);
    return List.copyOf(specs.values());
  }

  private static void put(Map<String, Spec> specs, String name, Cleanup cleanup, int partitions) {
    specs.putIfAbsent(name, new Spec(name, cleanup, partitions));
  }

  /**
   * Creates what is missing.
   *
   * @return the names created, sorted as given
   * @throws TopicsException with the reason of the broker
   */
  public List<String> ensure(KafkaSettings settings, Collection<Spec> specs)
      throws TopicsException {
    try (Admin admin = Admin.create(settings.adminProperties())) {
      return ensure(admin, specs);
    } catch (KafkaException e) {
      throw unreachable(settings, e);
    }
  }

  private static TopicsException unreachable(KafkaSettings settings, KafkaException e) {
    Throwable root = e.getCause() == null ? e : e.getCause();
    return new TopicsException(
        "Kafka at " + settings.bootstrap() + " cannot be used: " + root.getMessage(), e);
  }

  /** The same over a client of the caller's. */
  public List<String> ensure(Admin admin, Collection<Spec> specs) throws TopicsException {
    try {
      Set<String> existing = admin.listTopics().names().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      List<NewTopic> missing = new ArrayList<>();
      for (Spec spec : specs) {
        if (!existing.contains(spec.name())) {
          missing.add(newTopic(spec));
        }
      }
      Map<String, KafkaFuture<Void>> results = admin.createTopics(missing).values();
      List<String> created = new ArrayList<>();
      for (NewTopic topic : missing) {
        KafkaFuture<Void> result = results.get(topic.name());
        if (result != null && await(result)) {
          created.add(topic.name());
        }
      }
      return created;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicsException("interrupted while creating topics", e);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new TopicsException("topics cannot be created: " + cause.getMessage(), cause);
    }
  }

  /** False where somebody else was faster. */
  private static boolean await(KafkaFuture<Void> result)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      result.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw e;
    }
  }

  private NewTopic newTopic(Spec spec) {
    Optional<Short> replicas =
        replicationFactor < 0 ? Optional.empty() : Optional.of((short) replicationFactor);
    Map<String, String> config = new HashMap<>();
    config.put(TopicConfig.CLEANUP_POLICY_CONFIG, spec.cleanup().policy);
    if (spec.cleanup() != Cleanup.COMPACT) {
      config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
    }
    return new NewTopic(spec.name(), Optional.of(spec.partitions()), replicas).configs(config);
  }
}
