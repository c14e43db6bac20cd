package io.lull.pipeline.correlate;

import io.lull.pipeline.correlate.Explanation.Symptom;
import io.lull.pipeline.correlate.Explanation.Tree;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an incident that is over teaches about how failure travels.
 *
 * <p>Each CI that failed had a chance to take down each CI that depends on it: a success where that
 * one alarmed and is explained through it, a failure where it is monitored and stayed silent;
 * nothing where something else explains it. CIs that failed are the cause, those that alarm as a
 * whole and gravely, and those on the way. Of connections only those count that are the only one of
 * their end, of members those that leave too few to their service. A lag is that between two alarms
 * with one relation between.
 *
 * <p>Bounded: {@value #MOST_FAILED} CIs and {@value #MOST_DEPENDANTS} of the dependants of each,
 * the first by id, whatever became of them.
 */
final class Lessons {

  private static final int MOST_FAILED = 128;
  private static final int MOST_DEPENDANTS = 64;
  private static final int MOST_RELATIONS = 512;

  private final Topology topology;
  private final FailureModel model;
  private final Redundancy redundancy;

  /**
   * Lessons that compare with a model.
   *
   * @param model as configured
   */
  Lessons(Topology topology, FailureModel model) {
    this.topology = topology;
    this.model = model;
    this.redundancy = new Redundancy(topology, model);
  }

  /** Failure that travelled over one relation, and how long it took; null where that is unknown. */
  private record Way(@Nullable Long lagMillis) {}

  /** What happened, as the explanation has it. */
  private static final class Story {
    /** CIs that failed. */
    final Set<String> failed = new TreeSet<>();

    /** From which CI to which failure is held to have travelled and was heard. */
    final Map<String, Map<String, Way>> ways = new HashMap<>();
  }

  /** What is known of alarms. */
  interface Alarms {
    boolean isGrave(SymptomState symptom);

    /** Whether anything is alarming at a CI, also because of something else. */
    boolean isAlarming(String node);
  }

  /** Takes the lessons of one tree into the model. */
  void teach(LearnedModel learned, Explanation explanation, Tree tree, Alarms alarms) {
    Story story = story(explanation, tree, alarms);
    int left = MOST_FAILED;
    for (String failed : story.failed) {
      if (--left < 0) {
        return;
      }
      Map<String, Way> ways = story.ways.getOrDefault(failed, Map.of());
      int most = MOST_DEPENDANTS;
      for (Map.Entry<String, String> dependant : dependants(failed, story.failed).entrySet()) {
        if (--most < 0) {
          break;
        }
        Way way = ways.get(dependant.getKey());
        if (isMonitored(dependant.getKey())
            && (way != null || !alarms.isAlarming(dependant.getKey()))) {
          note(learned, dependant.getValue(), way);
        }
      }
    }
  }

  private void note(LearnedModel learned, String type, @Nullable Way way) {
    LearnedRelation relation = learned.relation(type);
    if (relation != null) {
      relation.observe(way != null, model.heard());
      if (way != null && way.lagMillis() != null) {
        relation.observeLag(way.lagMillis());
      }
    }
  }

  private static Story story(Explanation explanation, Tree tree, Alarms alarms) {
    Story story = new Story();
    Set<Integer> seen = new HashSet<>();
    for (int member : tree.members()) {
      for (int v = member; v >= 0 && seen.add(v); v = explanation.by()[v]) {
        tell(story, explanation, v, alarms);
      }
    }
    return story;
  }

  private static void tell(Story story, Explanation explanation, int v, Alarms alarms) {
    Symptom symptom = explanation.vertices().get(v);
    Site site = symptom.site();
    boolean silent = explanation.silent(v);
    if (site.isNode() && (silent || alarms.isGrave(symptom.state()))) {
      story.failed.add(site.resource());
    }
    String via = explanation.via()[v];
    Upstream.Reach reach = via == null ? null : symptom.upstream().get(via);
    if (reach == null || reach.next() == null) {
      return;
    }
    boolean direct = reach.hops() == 1 && !explanation.silent(explanation.by()[v]);
    String from = reach.node();
    while (reach != null && reach.next() != null) {
      from = reach.node();
      story.failed.add(from);
      reach = symptom.upstream().get(reach.next());
    }
    if (reach != null && !silent) {
      Long lag =
          direct ? lag(explanation.vertices().get(explanation.by()[v]).state(), symptom) : null;
      story.ways.computeIfAbsent(from, k -> new HashMap<>()).put(reach.node(), new Way(lag));
    }
  }

  /** Time after the nearest time the cause spoke; before it counts as none. */
  private static Long lag(SymptomState cause, Symptom symptom) {
    long nearest = symptom.firstMillis() - cause.firstMillis();
    for (long raised : cause.raises) {
      long lag = symptom.firstMillis() - raised;
      nearest = Math.abs(lag) < Math.abs(nearest) ? lag : nearest;
    }
    return Math.max(0, nearest);
  }

  /** The CIs that failure of one may reach, each by the type of relation that is likeliest. */
  private TreeMap<String, String> dependants(String node, Set<String> failed) {
    TreeMap<String, String> dependants = new TreeMap<>();
    int left = MOST_RELATIONS;
    for (Relation relation : topology.relationsTo(node)) {
      if (--left < 0) {
        break;
      }
      if (reaches(relation, relation.getFrom(), failed)) {
        note(dependants, relation.getFrom(), relation.getType());
      }
    }
    left = MOST_RELATIONS;
    for (Relation relation : topology.relationsFrom(node)) {
      if (--left < 0) {
        break;
      }
      if (model.travel(relation.getType()) == Travel.CONNECTION && isOnly(relation.getTo())) {
        note(dependants, relation.getTo(), relation.getType());
      }
    }
    dependants.remove(node);
    return dependants;
  }

  private void note(TreeMap<String, String> dependants, String node, String type) {
    dependants.merge(node, type, this::likelier);
  }

  private String likelier(String one, String other) {
    double gain = model.relation(other).probability() - model.relation(one).probability();
    return gain > 0 || gain == 0 && other.compareTo(one) < 0 ? other : one;
  }

  private boolean reaches(Relation relation, String dependant, Set<String> failed) {
    return switch (model.travel(relation.getType())) {
      case DEPENDENCY, PLACE -> true;
      case REDUNDANT -> {
        Redundancy.Group group = redundancy.of(dependant);
        yield group.isDown((int) group.members().stream().filter(failed::contains).count());
      }
      case CONNECTION -> isOnly(dependant);
    };
  }

  private boolean isMonitored(String id) {
    Node node = topology.node(id);
    return node != null
        && !node.getType().equals("BUSINESS_SERVICE")
        && !"false".equals(node.getAttributes().get("monitored"));
  }

  /** Whether a CI has one neighbour only over connections: with it, it loses all of them. */
  private boolean isOnly(String node) {
    Set<String> neighbours = new HashSet<>();
    return areFew(topology.relationsFrom(node), true, neighbours)
        && areFew(topology.relationsTo(node), false, neighbours);
  }

  private boolean areFew(Collection<Relation> relations, boolean out, Set<String> neighbours) {
    int left = MOST_RELATIONS;
    for (Relation relation : relations) {
      if (--left < 0) {
        return false;
      }
      if (model.travel(relation.getType()) == Travel.CONNECTION) {
        neighbours.add(out ? relation.getTo() : relation.getFrom());
        if (neighbours.size() > 1) {
          return false;
        }
      }
    }
    return true;
  }
}
