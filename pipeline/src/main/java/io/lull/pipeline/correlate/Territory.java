package io.lull.pipeline.correlate;

import io.lull.pipeline.model.Topology;
import java.util.Collection;
import java.util.function.Consumer;

/** What a correlator is in charge of, and what it does with the rest. */
interface Territory {

  /** Where the domains are joined: in logs, and as the domain of what is learned there. */
  String JOINED = "*";

  /** Whether any of the nodes is of another domain. */
  boolean isCrossed(String domain, Collection<String> nodes);

  /** Gives what others are in charge of to them. */
  void handOver(Handover handover);

  /**
   * The domain that an incident is told under.
   *
   * @param home domain of the alarm that the incident is named after
   */
  String ownerOf(String home, CauseCandidate cause);

  /** The domain under which it is told what incidents teach. */
  String learnsAs(String home);

  /** In charge of all that it hears of. */
  Territory WHOLE =
      new Territory() {
        @Override
        public boolean isCrossed(String domain, Collection<String> nodes) {
          return false;
        }

        @Override
        public void handOver(Handover handover) {
          throw new IllegalStateException("there is nobody else");
        }

        @Override
        public String ownerOf(String home, CauseCandidate cause) {
          return home;
        }

        @Override
        public String learnsAs(String home) {
          return home;
        }
      };

  /** In charge of what has nothing to do with any other domain. */
  static Territory domain(Topology topology, Consumer<Handover> others) {
    return new Territory() {
      @Override
      public boolean isCrossed(String domain, Collection<String> nodes) {
        if (topology.isUndivided() && domain.equals(Topology.DEFAULT_DOMAIN)) {
          return false;
        }
        for (String node : nodes) {
          if (!topology.domain(node).equals(domain)) {
            return true;
          }
        }
        return false;
      }

      @Override
      public void handOver(Handover handover) {
        others.accept(handover);
      }

      @Override
      public String ownerOf(String home, CauseCandidate cause) {
        return home;
      }

      @Override
      public String learnsAs(String home) {
        return home;
      }
    };
  }

  /** In charge of what has to do with several domains. */
  static Territory joined(Topology topology) {
    return new Territory() {
      @Override
      public boolean isCrossed(String domain, Collection<String> nodes) {
        return false;
      }

      @Override
      public void handOver(Handover handover) {
        throw new IllegalStateException("domains are joined here");
      }

      @Override
      public String ownerOf(String home, CauseCandidate cause) {
        Link link = cause.link();
        int node = topology.indexOf(link == null ? cause.id() : link.a());
        return node < 0 ? home : topology.domain(node);
      }

      @Override
      public String learnsAs(String home) {
        return JOINED;
      }
    };
  }
}
