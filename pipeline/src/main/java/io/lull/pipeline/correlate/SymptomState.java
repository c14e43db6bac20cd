package io.lull.pipeline.correlate;

import io.lull.pipeline.model.AlarmChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A symptom: all alarms of one site. Several alarms of one interface, port or lane say one thing.
 * Mutable, held in state; times are milliseconds since the epoch.
 */
public final class SymptomState {

  /** Times of raising that are kept: the first, and the latest. */
  private static final int MOST_RAISES = 16;

  public String id = "";
  public String resource = "";
  public @Nullable String peer;
  public String place = "";

  /** Id of the group it is in. */
  public String group = "";

  /** Id of the incident it is in; empty before it was explained first. */
  public String incident = "";

  /** Incidents beside that, told of alarms that turned out to be these; empty but for a moment. */
  public List<String> absorbed = new ArrayList<>();

  /** When its alarms were raised, by their own time, sorted; never empty. */
  public List<Long> raises = new ArrayList<>();

  /** Which of its ends spoke: resources of its alarms. */
  public List<String> speakers = new ArrayList<>();

  /** Keys of its alarms. */
  public List<String> alarms = new ArrayList<>();

  /** The lowest its alarm types add to the price of holding it to be a cause, nats. */
  public double typeCost = Double.MAX_VALUE;

  /** How long before it was raised what it tells may have begun, by its samples, milliseconds. */
  public long intervalMillis;

  /** The same by its alarm types: how long what they tell goes on before they are raised. */
  public long slowMillis;

  /**
   * Until when what it foretells may come, milliseconds since the epoch; 0: it foretells nothing.
   */
  public long pendingUntilMillis;

  /**
   * What it costs at least to hold that anything follows from its alarms, nats; below 0: not known.
   */
  public double doubt = -1;

  /** What its explanation by other symptoms, or as a cause of its own, costs, nats. */
  public double cost = Double.MAX_VALUE;

  /** Nodes under which it is noted as explained by them. */
  public List<String> above = new ArrayList<>();

  /** Whether nobody knew its resource when it came. */
  public boolean unknown;

  /** Keys it is noted under for others that are like it. */
  public List<String> keys = new ArrayList<>();

  /** Earlier ones that it may have to do with by name, message and time. */
  public List<Kin> kin = new ArrayList<>();

  // Not part of the state.
  private transient @Nullable Site site;

  /** What was found above it, and by what search; see {@link Searches}. */
  transient @Nullable Reaches reaches;

  /** What {@link #above} was written from; null if it was read from state. */
  transient @Nullable Reaches posted;

  /** Whether its resource is in the topology, at a version of it. */
  transient boolean known;

  transient long lookedUpAt = -1;

  transient long searchedAt;
  transient @Nullable Object searchedBy;

  /** Its place does not change once it is known. */
  Site site() {
    if (site == null) {
      site = new Site(resource, peer, place);
    }
    return site;
  }

  long firstMillis() {
    return raises.get(0);
  }

  long lastMillis() {
    return raises.get(raises.size() - 1);
  }

  /** The symptom of some of its alarms, as another correlator is to know it. */
  SymptomState leave(List<AlarmLife> leaving) {
    SymptomState left = new SymptomState();
    left.id = id;
    left.resource = resource;
    left.peer = peer;
    left.place = place;
    left.incident = incident;
    left.raises = new ArrayList<>(raises);
    left.speakers = new ArrayList<>(speakers);
    leaving.forEach(alarm -> left.alarms.add(alarm.key()));
    left.typeCost = typeCost;
    left.intervalMillis = intervalMillis;
    left.slowMillis = slowMillis;
    left.pendingUntilMillis = pendingUntilMillis;
    left.doubt = doubt;
    return left;
  }

  void speaks(String end) {
    if (!speakers.contains(end)) {
      speakers.add(end);
    }
  }

  /** Notes how exact and sure one of its alarms is. */
  void take(AlarmChange.Evidence evidence, String type, FailureModel model) {
    intervalMillis = Math.max(intervalMillis, evidence.intervalMillis());
    slowMillis = Math.max(slowMillis, model.intervalMillis(type));
    if (evidence.crossing() != null) {
      pendingUntilMillis = Math.max(pendingUntilMillis, evidence.crossing().toMillis());
    }
    double lacks = model.harmlessness(type) - Math.log(evidence.certainty());
    doubt = doubt < 0 ? lacks : Math.min(doubt, lacks);
  }

  /** The same of another that turned out to be this. */
  void takeEvidence(SymptomState other) {
    intervalMillis = Math.max(intervalMillis, other.intervalMillis);
    slowMillis = Math.max(slowMillis, other.slowMillis);
    doubt = Math.min(doubtNats(), other.doubtNats());
    pendingUntilMillis = Math.max(pendingUntilMillis, other.pendingUntilMillis);
  }

  /** Whether what it foretells may have come at a time. */
  boolean isPending(long millis) {
    return millis >= firstMillis() && millis <= pendingUntilMillis;
  }

  /** Whether it is told at the times of samples. */
  boolean isSampled() {
    return intervalMillis > 0;
  }

  /** Whether what it tells may have begun well before it was raised. */
  boolean isVague() {
    return intervalMillis > 0 || slowMillis > 0;
  }

  /** What it costs to hold that anything follows from it. */
  double doubtNats() {
    return Math.max(0, doubt);
  }

  void raise(long millis) {
    int at = java.util.Collections.binarySearch(raises, millis);
    if (at < 0) {
      raises.add(-at - 1, millis);
      if (raises.size() > MOST_RAISES) {
        raises.remove(1);
      }
    }
  }
}
