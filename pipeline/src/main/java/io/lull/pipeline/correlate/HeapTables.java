package io.lull.pipeline.correlate;

/** The tables of one domain on the heap. */
final class HeapTables implements Tables {

  private final HeapTable<String, IncidentLife> incidents = new HeapTable<>();
  private final HeapTable<String, SymptomGroup> groups = new HeapTable<>();
  private final HeapTable<String, SymptomState> symptoms = new HeapTable<>();
  private final HeapTable<String, AlarmLife> alarms = new HeapTable<>();
  private final HeapTable<String, NodeNotes> nodes = new HeapTable<>();
  private final HeapTable<String, KeyNotes> keys = new HeapTable<>();
  private final HeapTable<Long, KeyPage> due = new HeapTable<>();
  private final HeapTable<String, LearnedModel> learned = new HeapTable<>();

  @Override
  public HeapTable<String, IncidentLife> incidents() {
    return incidents;
  }

  @Override
  public HeapTable<String, SymptomGroup> groups() {
    return groups;
  }

  @Override
  public HeapTable<String, SymptomState> symptoms() {
    return symptoms;
  }

  @Override
  public HeapTable<String, AlarmLife> alarms() {
    return alarms;
  }

  @Override
  public HeapTable<String, NodeNotes> nodes() {
    return nodes;
  }

  @Override
  public HeapTable<String, KeyNotes> keys() {
    return keys;
  }

  @Override
  public HeapTable<Long, KeyPage> due() {
    return due;
  }

  @Override
  public HeapTable<String, LearnedModel> learned() {
    return learned;
  }

  /** Entries of all tables but what was learned, which stays. */
  int size() {
    return incidents.size()
        + groups.size()
        + symptoms.size()
        + alarms.size()
        + nodes.size()
        + keys.size()
        + due.size();
  }

  /** Whether a store would have to hear of something. */
  boolean isChanged() {
    return incidents.isChanged()
        || groups.isChanged()
        || symptoms.isChanged()
        || alarms.isChanged()
        || nodes.isChanged()
        || keys.isChanged()
        || due.isChanged()
        || learned.isChanged();
  }
}
