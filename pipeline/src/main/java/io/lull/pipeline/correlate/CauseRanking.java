package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Explanation.Tree;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.Comparator;
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
 * the tree if that were its root ({@link RootCosts}). The score is the posterior among the
 * candidates, e to the power of minus the cost, in proportion.
 *
 * <p>Cost: what is above each symptom, once; for each candidate, of which there are few, what it
 * explains.
 */
final class CauseRanking {

  /** Candidates that are weighed, of those that alarm and of those that are silent. */
  private static final int MOST = 96;

  /** Symptoms that hang on the cause itself, where others are weighed in its place. */
  private static final int MOST_CHILDREN = 8;

  /** Symptoms what is above which is weighed, and how much of it. */
  private static final int MOST_HEADS = 4;

  private static final int MOST_ABOVE = 24;

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
  List<CauseCandidate> rank(
      Explanation explanation, Tree tree, NodeViews.Members members, int most) {
    return new Run(explanation, tree, members).rank(most);
  }

  private final class Run {
    private final Explanation explanation;
    private final Tree tree;
    private final NodeViews.Members members;
    private final NodeViews views;
    private final RootCosts roots;
    private final Map<String, CauseCandidate> found = new TreeMap<>();

    Run(Explanation explanation, Tree tree, NodeViews.Members members) {
      this.explanation = explanation;
      this.tree = tree;
      this.members = members;
      this.views = new NodeViews(explanation, tree, members, costs);
      this.roots = new RootCosts(explanation, tree, views, costs, silentCauses, kinship);
    }

    List<CauseCandidate> rank(int most) {
      String silent =
          explanation.silent(tree.root())
              ? explanation.vertices().get(tree.root()).site().resource()
              : null;
      List<Integer> weighed =
          tree.members().size() <= MOST ? tree.members() : tree.members().subList(0, MOST);
      Set<String> nodes = new TreeSet<>();
      for (int v : weighed) {
        Site site = explanation.vertices().get(v).site();
        nodes.add(site.resource());
        if (site.peer() != null) {
          nodes.add(site.peer());
        }
      }
      List<String> own = List.copyOf(nodes);
      List<Integer> heads = roots.heads();
      for (int head : heads.subList(0, Math.min(MOST_HEADS, heads.size()))) {
        explanation.vertices().get(head).upstream().keySet().stream()
            .limit(MOST_ABOVE)
            .forEach(nodes::add);
      }
      List<String> silents = nodes.stream().limit(MOST).toList();
      look(own, silents, silent);
      if (silent != null) {
        offer(node(silent, CHOSEN));
      } else {
        offer(symptom(tree.root(), CHOSEN));
      }
      for (int v : weighed) {
        if (v != tree.root()) {
          offer(symptom(v, roots.withRoot(v)));
        }
      }
      for (String node : silents) {
        if (!node.equals(silent)) {
          offer(node(node, roots.withSilent(node)));
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
      Set<Integer> inside = new TreeSet<>(tree.members());
      int left = MOST;
      for (int v = 0; v < explanation.count() && left > 0; v++) {
        Symptom other = explanation.vertices().get(v);
        if (!inside.contains(v) && other.state().isSampled()) {
          left--;
          offer(symptom(v, roots.withOther(other, children)));
        }
      }
    }

    /** Looks at all nodes that may be asked for, at once. */
    private void look(List<String> own, List<String> silents, @Nullable String silent) {
      views.expect(own);
      views.expect(silents);
      if (silent != null) {
        views.expect(silent);
      }
      Site root = explanation.vertices().get(tree.root()).site();
      views.expect(root.resource());
      if (root.peer() != null) {
        views.expect(root.peer());
      }
      views.look();
    }

    private void offer(@Nullable CauseCandidate candidate) {
      if (candidate != null && Double.isFinite(candidate.cost())) {
        found.merge(candidate.id(), candidate, (a, b) -> BEST.compare(a, b) <= 0 ? a : b);
      }
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

    private CauseCandidate node(String node, double cost) {
      NodeViews.View view = views.of(node);
      AlarmLife first = view.first == null ? view.naming : view.first;
      return new CauseCandidate(node, null, cost, 0, view.first == null, view.alarms, first);
    }

    private int explained(Symptom cause) {
      String resource = cause.site().resource();
      String peer = cause.site().peer();
      int alarms = views.of(resource).alarms;
      if (peer != null && !peer.equals(resource)) {
        for (Symptom s : views.of(peer).under) {
          alarms += s.upstream().containsKey(resource) ? 0 : s.state().alarms.size();
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
