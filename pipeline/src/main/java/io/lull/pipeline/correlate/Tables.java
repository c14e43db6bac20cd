package io.lull.pipeline.correlate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The state of one domain: small entries, so that an alarm writes only what it touches. */
interface Tables {

  /** Joins the parts of a key; CI ids and alarm types do not hold it. */
  char SEPARATOR = '\u0001';

  /** Incidents that are open or may become one, by id. */
  Table<String, IncidentLife> incidents();

  /** What is explained together, by id. */
  Table<String, SymptomGroup> groups();

  /** Symptoms by id. */
  Table<String, SymptomState> symptoms();

  /** Member alarms by identity (resource, type, qualifier). */
  Table<String, AlarmLife> alarms();

  /** What a node is to the symptoms around it, by node id. */
  Table<String, NodeNotes> nodes();

  /** Which symptoms share a part of a name, a type or a wording, by key. */
  Table<String, KeyNotes> keys();

  /** What was learned in the domain: one entry. */
  Table<String, LearnedModel> learned();

  /** Which groups have something to do at a time. */
  Table<Long, KeyPage> due();

  /** A symptom that is there. */
  default SymptomState symptom(String id) {
    return Objects.requireNonNull(symptoms().get(id), id);
  }

  /** A group that is there. */
  default SymptomGroup group(String id) {
    return Objects.requireNonNull(groups().get(id), id);
  }

  /** The alarms of a symptom, the first that was raised first. */
  default List<AlarmLife> alarmsOf(SymptomState symptom) {
    List<AlarmLife> alarms = new ArrayList<>();
    for (String key : symptom.alarms) {
      alarms.add(Objects.requireNonNull(alarms().get(key), key));
    }
    alarms.sort(AlarmLife.BY_TIME);
    return alarms;
  }

  /** One table. */
  interface Table<K, V> {
    @Nullable V get(K key);

    void put(K key, V value);

    void remove(K key);
  }
}
