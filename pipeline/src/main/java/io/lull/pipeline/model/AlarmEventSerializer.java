package io.lull.pipeline.model;

import io.lull.pipeline.model.AlarmChange.Evidence;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An event as far as its alarm needs it: the rest (attributes but the mark of being late and how
 * exact and sure it is, the reported name, the rule that matched, when it was observed) stays
 * behind, and is empty where it is read.
 */
public final class AlarmEventSerializer extends RecordSerializer<Event> {
  private static final long serialVersionUID = 1L;

  /**
   * Head byte, time, texts; from 2 on whether there is evidence follows the head byte, from 3 on
   * with what the alarm foretells.
   */
  private static final int VERSION = 3;

  private static final int RESOLVED = 1;
  private static final int HAS_PEER = 2;
  private static final int SEVERITY_SHIFT = 2;
  private static final int STATUS_SHIFT = 5;
  private static final int SEVERITY_MASK = 7;
  private static final int STATUS_MASK = 3;
  private static final int LATE = 1 << 7;
  private static final Map<String, String> MARKED = Map.of(Events.LATE, "");

  /** The type of streams of such events. */
  public static final TypeInformation<Event> TYPE =
      new RecordTypeInfo<>(Event.class, new AlarmEventSerializer(VERSION));

  private AlarmEventSerializer(int version) {
    super(version);
  }

  @Override
  public AlarmEventSerializer duplicate() {
    return new AlarmEventSerializer(version());
  }

  @Override
  public void serialize(Event event, DataOutputView out) throws IOException {
    String peer = event.getPeer();
    out.writeByte(
        (event.getResolved() ? RESOLVED : 0)
            | (peer == null ? 0 : HAS_PEER)
            | code(event.getSeverity()) << SEVERITY_SHIFT
            | code(event.getStatus()) << STATUS_SHIFT
            | (Events.isLate(event) ? LATE : 0));
    Evidence evidence = Evidence.of(event.getAttributes());
    boolean exact = evidence.equals(Evidence.EXACT);
    out.writeBoolean(!exact);
    if (!exact) {
      out.writeLong(evidence.intervalMillis());
      out.writeFloat(evidence.certainty());
      AlarmChangeSerializer.writeCrossing(evidence.crossing(), out);
    }
    out.writeLong(event.getTimeMillis());
    writeText(event.getId(), out);
    writeText(event.getResource(), out);
    writeText(event.getDomain(), out);
    writeText(event.getType(), out);
    writeText(event.getQualifier(), out);
    writeText(event.getMessage(), out);
    writeText(event.getSource(), out);
    if (peer != null) {
      writeText(peer, out);
    }
  }

  @Override
  public Event deserialize(DataInputView in) throws IOException {
    int head = in.readByte();
    boolean evidence = version() > 1 && in.readBoolean();
    Evidence known = evidence ? readEvidence(in) : Evidence.EXACT;
    Map<String, String> attributes = attributes((head & LATE) != 0, known);
    long timeMillis = in.readLong();
    String id = readText(in);
    String resource = readText(in);
    String domain = readText(in);
    String type = readText(in);
    String qualifier = readText(in);
    String message = readText(in);
    String source = readText(in);
    String peer = (head & HAS_PEER) == 0 ? null : readText(in);
    return new Event(
        id,
        timeMillis,
        timeMillis,
        resource,
        null,
        (head & RESOLVED) != 0,
        domain,
        type,
        qualifier,
        severity(head >> SEVERITY_SHIFT & SEVERITY_MASK),
        status(head >> STATUS_SHIFT & STATUS_MASK),
        message,
        peer,
        source,
        null,
        attributes);
  }

  private Evidence readEvidence(DataInputView in) throws IOException {
    long interval = in.readLong();
    float certainty = in.readFloat();
    return new Evidence(
        interval, certainty, version() > 2 ? AlarmChangeSerializer.readCrossing(in) : null);
  }

  private static Map<String, String> attributes(boolean late, Evidence evidence) {
    if (evidence.equals(Evidence.EXACT)) {
      return late ? MARKED : Map.of();
    }
    Map<String, String> attributes = new HashMap<>(late ? MARKED : Map.of());
    attributes.put(AlarmChange.INTERVAL_ATTRIBUTE, Long.toString(evidence.intervalMillis()));
    attributes.put(AlarmChange.CERTAINTY_ATTRIBUTE, Float.toString(evidence.certainty()));
    if (evidence.crossing() != null) {
      evidence.crossing().writeTo(attributes);
    }
    return attributes;
  }

  static int code(EventStatus status) {
    return switch (status) {
      case UNKNOWN -> 0;
      case RAISED -> 1;
      case CLEARED -> 2;
      case STATELESS -> 3;
    };
  }

  static EventStatus status(int code) {
    return switch (code) {
      case 1 -> EventStatus.RAISED;
      case 2 -> EventStatus.CLEARED;
      case 3 -> EventStatus.STATELESS;
      default -> EventStatus.UNKNOWN;
    };
  }

  @Override
  public TypeSerializerSnapshot<Event> snapshotConfiguration() {
    return new OfEvent();
  }

  /** In savepoints by its name. */
  public static final class OfEvent extends Snapshot<Event> {
    public OfEvent() {
      super(VERSION);
    }

    @Override
    protected RecordSerializer<Event> serializer(int layout) {
      return new AlarmEventSerializer(layout);
    }
  }
}
