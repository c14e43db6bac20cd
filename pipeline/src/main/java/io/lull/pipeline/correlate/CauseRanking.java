package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Explanation.Tree;
import io.lull.pipeline.correlate.Upstream.Reach;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ranks what may be the cause of one tree of an {@link Explanation}: for each candidate the cost of
 * the tree if that were its root, where all that is explained by another symptom stays so. The
 * score is the posterior among the candidates, e to the power of minus the cost, in proportion.
 *
 * <p>Cost: candidates (bounded) times the symptoms that hang on no other.
 */
final class CauseRanking {

  /** Candidates that are weighed. */
  private static final int MOST = 96;

  /** Symptoms that hang on the cause itself, where others are weighed in its place. */
  private static final int MOST_CHILDREN = 8;

  /** The cause of the explanation comes before what would do as well. */
  private static final double CHOSEN = -1e-6;

  private static final Comparator<CauseCandidate> BEST =
      Comparator.comparingDouble(CauseCandidate::cost)
          .thenComparing(CauseCandidate::silent)
          .thenComparingLong(c -> c.first() == null ? Long.MAX_VALUE : c.first().raisedMillis)
          .thenComparing(CauseCandidate::id);

  private final Topology topology;
  private final EdgeCosts costs;
  private final SilentCauses silentCauses;
  private final Kinship kinship;
  private final FailureModel model;

  CauseRanking(
      Topology topology,
      EdgeCosts costs,
      SilentCauses silentCauses,
      Kinship kinship,
      FailureModel model) {
    this.topology = topology;
    this.costs = costs;
    this.silentCauses = silentCauses;
    this.kinship = kinship;
    this.model = model;
  }

  /** Returns the causes of a tree, best first, each once. */
  List<CauseCandidate> rank(Explanation explanation, Tree tree, Members members, int most) {
    return new Run(explanation, tree, members).rank(most);
  }

  /** The alarms of a tree. */
  interface Members {
    /** Alarms of a symptom that are still known, first raised first. */
    List<AlarmLife> of(Symptom symptom);
  }

  /**
   * The symptoms that must be explained anew if the cause is another: the root, or those above
   * which all is silent.
   */
  private static List<Integer> heads(Explanation explanation, Tree tree) {
    if (!explanation.silent(tree.root())) {
      return List.of(tree.root());
    }
    return tree.members().stream()
        .filter(v -> silentAbove(explanation, v).contains(tree.root()))
        .toList();
  }

  /** The silent CIs above a symptom, up to the next symptom or the cause. */
  private static List<Integer> silentAbove(Explanation explanation, int symptom) {
    List<Integer> above = new ArrayList<>();
    for (int at = explanation.by()[symptom];
        at >= 0 && explanation.silent(at);
        at = explanation.by()[at]) {
      above.add(at);
    }
    return above;
  }

  private final class Run {
    private final Explanation explanation;
    private final Tree tree;
    private final Members members;
    private final List<Integer> heads;
    private final Map<String, CauseCandidate> found = new TreeMap<>();

    Run(Explanation explanation, Tree tree, Members members) {
      this.explanation = explanation;
      this.tree = tree;
      this.members = members;
      this.heads = heads(explanation, tree);
    }

    List<CauseCandidate> rank(int most) {
      double base = 0;
      Set<Integer> counted = new TreeSet<>(heads);
      heads.forEach(head -> counted.addAll(silentAbove(explanation, head)));
      for (int v : counted) {
        base += explanation.cost()[v];
      }
      String silent =
          explanation.silent(tree.root())
              ? explanation.vertices().get(tree.root()).site().resource()
              : null;
      if (silent != null) {
        offer(node(silent, CHOSEN));
      } else {
        offer(symptom(tree.root(), CHOSEN));
      }
      Set<String> nodes = new HashSet<>();
      int left = MOST;
      for (int v : tree.members()) {
        if (--left < 0) {
          break;
        }
        Symptom s = explanation.vertices().get(v);
        if (v != tree.root()) {
          offer(symptom(v, Math.max(0, costAsRoot(v) - base)));
        }
        nodes.add(s.site().resource());
        if (s.site().peer() != null) {
          nodes.add(s.site().peer());
        }
      }
      heads.stream()
          .limit(4)
          .flatMap(v -> explanation.vertices().get(v).upstream().keySet().stream().limit(24))
          .forEach(nodes::add);
      for (String node : nodes.stream().sorted().limit(MOST).toList()) {
        if (!node.equals(silent)) {
          offer(node(node, Math.max(0, costAsSilent(node) - base)));
        }
      }
      others();
      return scored(found.values().stream().sorted(BEST).limit(most).toList());
    }

    /**
     * Symptoms that are explained otherwise and would explain all that the cause does: two
     * anomalies at once, below one that suffers.
     */
    private void others() {
      String root = explanation.vertices().get(tree.root()).site().resource();
      List<Integer> children = new ArrayList<>();
      for (int v : tree.members()) {
        if (explanation.by()[v] == tree.root()
            && !explanation.vertices().get(v).site().touches(root)) {
          children.add(v);
        }
      }
      if (children.isEmpty()
          || children.size() > MOST_CHILDREN
          || children.stream().noneMatch(v -> explanation.vertices().get(v).state().isVague())) {
        return;
      }
      Set<Integer> inside = new HashSet<>(tree.members());
      int left = MOST;
      for (int v = 0; v < explanation.count() && left > 0; v++) {
        if (!inside.contains(v) && explanation.vertices().get(v).state().isSampled()) {
          left--;
          double cost = 0;
          for (int child : children) {
            cost +=
                edge(explanation.vertices().get(v), explanation.vertices().get(child))
                    - explanation.cost()[child];
          }
          offer(symptom(v, Math.max(0, cost)));
        }
      }
    }

    private void offer(@Nullable CauseCandidate candidate) {
      if (candidate != null && Double.isFinite(candidate.cost())) {
        found.merge(candidate.id(), candidate, (a, b) -> BEST.compare(a, b) <= 0 ? a : b);
      }
    }

    private double costAsRoot(int root) {
      Symptom cause = explanation.vertices().get(root);
      double cost = costs.price(cause.state());
      cost -= heads.contains(root) ? 0 : explanation.cost()[root];
      for (int head : heads) {
        if (head != root) {
          Symptom effect = explanation.vertices().get(head);
          cost += Math.min(costs.price(effect.state()), edge(cause, effect));
        }
      }
      return cost;
    }

    private double edge(Symptom cause, Symptom effect) {
      double best =
          Math.min(
              kinship.cost(cause.state(), effect.state()),
              edge(cause, effect, cause.site().resource()));
      String peer = cause.site().peer();
      return peer == null ? best : Math.min(best, edge(cause, effect, peer));
    }

    private double edge(Symptom cause, Symptom effect, String at) {
      Reach reach = effect.upstream().get(at);
      return reach == null
          ? Double.POSITIVE_INFINITY
          : costs.edge(cause.state(), cause.site(), effect, reach, true);
    }

    private double costAsSilent(String node) {
      List<Symptom> under = new ArrayList<>();
      boolean named = false;
      double doubt = Double.POSITIVE_INFINITY;
      for (int v : tree.members()) {
        Symptom s = explanation.vertices().get(v);
        if (s.upstream().containsKey(node)) {
          under.add(s);
        }
        if (s.site().touches(node)) {
          named |= costs.tells(s.state());
          doubt = Math.min(doubt, costs.doubtOfNode(s.state()));
        }
      }
      if (under.isEmpty()) {
        return Double.POSITIVE_INFINITY;
      }
      SilentCauses.Candidate candidate =
          silentCauses.candidate(node, under, costs.silence(named, doubt), named);
      long time = under.get(0).firstMillis();
      double cost = candidate.price();
      for (int head : heads) {
        Symptom effect = explanation.vertices().get(head);
        int index = indexOf(under, effect);
        double below = index < 0 ? Double.POSITIVE_INFINITY : candidate.below(index, time);
        cost += Math.min(costs.price(effect.state()), below);
      }
      return cost;
    }

    private static int indexOf(List<Symptom> symptoms, Symptom symptom) {
      for (int i = 0; i < symptoms.size(); i++) {
        if (symptoms.get(i) == symptom) {
          return i;
        }
      }
      return -1;
    }

    private @Nullable CauseCandidate symptom(int v, double cost) {
      Symptom s = explanation.vertices().get(v);
      String peer = s.site().peer();
      List<AlarmLife> alarms = members.of(s);
      if (alarms.isEmpty()) {
        return null; // of another incident, which is over
      }
      AlarmLife first = alarms.get(0);
      if (peer == null) {
        return new CauseCandidate(s.site().resource(), null, cost, 0, false, explained(s), first);
      }
      Link link = Link.of(s.site().resource(), peer);
      String lower = lowerEnd(link);
      return lower == null
          ? new CauseCandidate(null, link, cost, 0, false, explained(s), first)
          : new CauseCandidate(
              lower, null, cost, 0, !s.site().resource().equals(lower), explained(s), first);
    }

    private @Nullable CauseCandidate node(String node, double cost) {
      AlarmLife first = null;
      AlarmLife naming = null;
      int alarms = 0;
      for (int v : tree.members()) {
        Symptom s = explanation.vertices().get(v);
        alarms += s.upstream().containsKey(node) ? s.state().alarms.size() : 0;
        if (s.site().touches(node)) {
          AlarmLife alarm = members.of(s).get(0);
          naming = naming == null ? alarm : naming;
          first = first == null && alarm.resource.equals(node) ? alarm : first;
        }
      }
      return new CauseCandidate(
          node, null, cost, 0, first == null, alarms, first == null ? naming : first);
    }

    private int explained(Symptom cause) {
      int alarms = 0;
      for (int v : tree.members()) {
        Symptom s = explanation.vertices().get(v);
        if (s == cause
            || s.upstream().containsKey(cause.site().resource())
            || (cause.site().peer() != null && s.upstream().containsKey(cause.site().peer()))) {
          alarms += s.state().alarms.size();
        }
      }
      return alarms;
    }
  }

  /**
   * Where one end depends on the other, that other: what a caller says of whom it calls. Null for a
   * link.
   */
  private @Nullable String lowerEnd(Link link) {
    List<Relation> relations =
        Stream.concat(
                topology.relationsFrom(link.a()).stream().filter(r -> r.getTo().equals(link.b())),
                topology.relationsFrom(link.b()).stream().filter(r -> r.getTo().equals(link.a())))
            .toList();
    String lower = null;
    for (Relation relation : relations) {
      if (model.travel(relation.getType()) == Travel.CONNECTION) {
        return null;
      }
      lower = relation.getTo();
    }
    return lower;
  }

  private static List<CauseCandidate> scored(List<CauseCandidate> ranked) {
    double sum = 0;
    double least = ranked.isEmpty() ? 0 : ranked.get(0).cost();
    for (CauseCandidate candidate : ranked) {
      sum += Math.exp(least - candidate.cost());
    }
    List<CauseCandidate> scored = new ArrayList<>(ranked.size());
    Map<String, Boolean> seen = new LinkedHashMap<>();
    for (CauseCandidate candidate : ranked) {
      if (seen.put(candidate.id(), true) == null) {
        scored.add(candidate.scored(Math.exp(least - candidate.cost()) / sum));
      }
    }
    return scored;
  }
}
