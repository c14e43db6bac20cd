package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Explanation.Tree;
import io.lull.pipeline.correlate.Upstream.Reach;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
    private final Map<String, View> views = new HashMap<>();
    private final boolean[] isHead;
    private final Map<String, Integer> headIds = new HashMap<>();
    private @Nullable Map<String, Set<Integer>> tied;
    private double headPrices;

    Run(Explanation explanation, Tree tree, Members members) {
      this.explanation = explanation;
      this.tree = tree;
      this.members = members;
      this.heads = heads(explanation, tree);
      this.isHead = new boolean[explanation.vertices().size()];
      for (int head : heads) {
        isHead[head] = true;
        headPrices += headPrice(head);
      }
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
          offer(symptom(v, Math.max(0, costAsRoot(v) - base)));
        }
      }
      for (String node : silents) {
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
      Set<Integer> inside = new TreeSet<>(tree.members());
      int left = MOST;
      for (int v = 0; v < explanation.count() && left > 0; v++) {
        Symptom other = explanation.vertices().get(v);
        if (!inside.contains(v) && other.state().isSampled()) {
          left--;
          double cost = 0;
          for (int child : children) {
            cost += edge(other, explanation.vertices().get(child)) - explanation.cost()[child];
          }
          offer(symptom(v, Math.max(0, cost)));
        }
      }
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

    /** Notes what each of these nodes explains and what lies at it, in one pass. */
    private void look(List<String> own, List<String> silents, @Nullable String silent) {
      own.forEach(node -> views.put(node, new View()));
      silents.forEach(node -> views.putIfAbsent(node, new View()));
      if (silent != null) {
        views.putIfAbsent(silent, new View());
      }
      Site root = explanation.vertices().get(tree.root()).site();
      views.putIfAbsent(root.resource(), new View());
      if (root.peer() != null) {
        views.putIfAbsent(root.peer(), new View());
      }
      for (int v : tree.members()) {
        Symptom s = explanation.vertices().get(v);
        for (Reach reach : s.upstream().values()) {
          View view = views.get(reach.node());
          if (view != null) {
            view.below(v, s, reach);
          }
        }
        touch(s, s.site().resource());
        String peer = s.site().peer();
        if (peer != null && !peer.equals(s.site().resource())) {
          touch(s, peer);
        }
      }
    }

    private void touch(Symptom s, String node) {
      View view = views.get(node);
      if (view == null) {
        return;
      }
      view.named |= costs.tells(s.state());
      view.doubt = Math.min(view.doubt, costs.doubtOfNode(s.state()));
      if (view.first == null || view.naming == null) {
        List<AlarmLife> alarms = members.of(s);
        if (alarms.isEmpty()) {
          return; // of another incident, which is over
        }
        AlarmLife alarm = alarms.get(0);
        view.naming = view.naming == null ? alarm : view.naming;
        view.first = view.first == null && alarm.resource.equals(node) ? alarm : view.first;
      }
    }

    private View view(String node) {
      View known = views.get(node);
      if (known == null) {
        known = new View();
        views.put(node, known);
        for (int v : tree.members()) {
          Symptom s = explanation.vertices().get(v);
          Reach reach = s.upstream().get(node);
          if (reach != null) {
            known.below(v, s, reach);
          }
        }
      }
      return known;
    }

    private void offer(@Nullable CauseCandidate candidate) {
      if (candidate != null && Double.isFinite(candidate.cost())) {
        found.merge(candidate.id(), candidate, (a, b) -> BEST.compare(a, b) <= 0 ? a : b);
      }
    }

    private double costAsRoot(int root) {
      Symptom cause = explanation.vertices().get(root);
      double cost = costs.price(cause.state()) + headPrices;
      cost -= isHead[root] ? headPrice(root) : explanation.cost()[root];
      Map<Integer, Double> explained = new TreeMap<>();
      edges(cause, root, cause.site().resource(), explained);
      if (cause.site().peer() != null) {
        edges(cause, root, cause.site().peer(), explained);
      }
      for (int head : kin(cause)) {
        if (head != root) {
          Symptom effect = explanation.vertices().get(head);
          explained.merge(head, kinship.cost(cause.state(), effect.state()), Math::min);
        }
      }
      for (Map.Entry<Integer, Double> edge : explained.entrySet()) {
        cost -= Math.max(0, headPrice(edge.getKey()) - edge.getValue());
      }
      return cost;
    }

    /** What it costs that a symptom explains each of the heads through a node it is at. */
    private void edges(Symptom cause, int root, String at, Map<Integer, Double> explained) {
      View view = view(at);
      for (int i = 0; i < view.vertices.size(); i++) {
        int v = view.vertices.get(i);
        if (isHead[v] && v != root) {
          double edge =
              costs.edge(cause.state(), cause.site(), view.under.get(i), view.reaches.get(i), true);
          explained.merge(v, edge, Math::min);
        }
      }
    }

    /** The heads that names, messages and times tie to a symptom. */
    private Set<Integer> kin(Symptom cause) {
      if (tied == null) {
        tied = new HashMap<>();
        for (int head : heads) {
          Symptom effect = explanation.vertices().get(head);
          headIds.put(effect.id(), head);
          for (Kin kin : effect.state().kin) {
            tied.computeIfAbsent(kin.symptom(), k -> new TreeSet<>()).add(head);
          }
        }
      }
      Set<Integer> kin = new TreeSet<>(tied.getOrDefault(cause.id(), Set.of()));
      for (Kin own : cause.state().kin) {
        Integer head = headIds.get(own.symptom());
        if (head != null) {
          kin.add(head);
        }
      }
      return kin;
    }

    private double headPrice(int head) {
      return costs.price(explanation.vertices().get(head).state());
    }

    private double costAsSilent(String node) {
      View view = view(node);
      if (view.under.isEmpty()) {
        return Double.POSITIVE_INFINITY;
      }
      SilentCauses.Candidate candidate =
          silentCauses.candidate(
              node, view.under, view.reaches, costs.silence(view.named, view.doubt), view.named);
      long time = view.under.get(0).firstMillis();
      double cost = candidate.price() + headPrices;
      for (int i = 0; i < view.vertices.size(); i++) {
        int v = view.vertices.get(i);
        if (isHead[v]) {
          cost -= Math.max(0, headPrice(v) - candidate.below(i, time));
        }
      }
      return cost;
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
      View view = view(node);
      AlarmLife first = view.first == null ? view.naming : view.first;
      return new CauseCandidate(node, null, cost, 0, view.first == null, view.alarms, first);
    }

    private int explained(Symptom cause) {
      String resource = cause.site().resource();
      String peer = cause.site().peer();
      int alarms = view(resource).alarms;
      if (peer != null && !peer.equals(resource)) {
        for (Symptom s : view(peer).under) {
          alarms += s.upstream().containsKey(resource) ? 0 : s.state().alarms.size();
        }
      }
      return alarms;
    }
  }

  /** What a node explains, and what lies at it. */
  private static final class View {
    final List<Integer> vertices = new ArrayList<>();
    final List<Symptom> under = new ArrayList<>();
    final List<Reach> reaches = new ArrayList<>();
    int alarms;
    boolean named;
    double doubt = Double.POSITIVE_INFINITY;

    /** The first alarm on the node. */
    @Nullable AlarmLife first;

    /** The first alarm that names it. */
    @Nullable AlarmLife naming;

    void below(int vertex, Symptom symptom, Reach reach) {
      vertices.add(vertex);
      under.add(symptom);
      reaches.add(reach);
      alarms += symptom.state().alarms.size();
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
