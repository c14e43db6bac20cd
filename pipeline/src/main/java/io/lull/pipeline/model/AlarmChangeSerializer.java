package io.lull.pipeline.model;

import io.lull.pipeline.model.AlarmChange.Crossing;
import io.lull.pipeline.model.AlarmChange.Evidence;
import io.lull.pipeline.model.AlarmChange.Kind;
import io.lull.schema.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Changes of alarms between deduplication and correlation. */
public final class AlarmChangeSerializer extends RecordSerializer<AlarmChange> {
  private static final long serialVersionUID = 1L;

  /**
   * Head byte, kind, numbers, texts, events; from 2 on the domain a copy is from, from 3 on how
   * exact and sure the alarm is, where it is not wholly so; from 4 on with that what it foretells.
   */
  private static final int VERSION = 4;

  private static final int RESOLVED = 1;
  private static final int HAS_PEER = 2;
  private static final int SEVERITY_SHIFT = 2;
  private static final int SEVERITY_MASK = 7;
  private static final int LATE = 1 << 5;
  private static final int COPY = 1 << 6;
  private static final int EVIDENCE = 1 << 7;

  /** The type of streams of alarm changes. */
  public static final TypeInformation<AlarmChange> TYPE =
      new RecordTypeInfo<>(AlarmChange.class, new AlarmChangeSerializer(VERSION));

  private AlarmChangeSerializer(int version) {
    super(version);
  }

  @Override
  public AlarmChangeSerializer duplicate() {
    return new AlarmChangeSerializer(version());
  }

  @Override
  public void serialize(AlarmChange change, DataOutputView out) throws IOException {
    String peer = change.peer();
    String home = change.home();
    Evidence evidence = change.evidence();
    out.writeByte(
        (change.resolved() ? RESOLVED : 0)
            | (peer == null ? 0 : HAS_PEER)
            | code(change.severity()) << SEVERITY_SHIFT
            | (change.late() ? LATE : 0)
            | (home == null ? 0 : COPY)
            | (evidence.equals(Evidence.EXACT) ? 0 : EVIDENCE));
    out.writeByte(code(change.kind()));
    out.writeLong(change.timeMillis());
    out.writeLong(change.raisedMillis());
    out.writeLong(change.count());
    writeText(change.eventId(), out);
    writeText(change.resource(), out);
    writeText(change.type(), out);
    writeText(change.qualifier(), out);
    writeText(change.domain(), out);
    writeText(change.message(), out);
    if (peer != null) {
      writeText(peer, out);
    }
    if (home != null) {
      writeText(home, out);
    }
    List<EventRef> events = change.events();
    writeCount(events.size(), out);
    for (EventRef event : events) {
      writeText(event.id(), out);
      out.writeLong(event.timeMillis());
    }
    if (!evidence.equals(Evidence.EXACT)) {
      out.writeLong(evidence.intervalMillis());
      out.writeFloat(evidence.certainty());
      writeCrossing(evidence.crossing(), out);
    }
  }

  static void writeCrossing(@Nullable Crossing crossing, DataOutputView out) throws IOException {
    out.writeBoolean(crossing != null);
    if (crossing != null) {
      out.writeLong(crossing.fromMillis());
      out.writeLong(crossing.atMillis());
      out.writeLong(crossing.toMillis());
    }
  }

  static @Nullable Crossing readCrossing(DataInputView in) throws IOException {
    return in.readBoolean() ? new Crossing(in.readLong(), in.readLong(), in.readLong()) : null;
  }

  private Evidence readEvidence(DataInputView in) throws IOException {
    long interval = in.readLong();
    float certainty = in.readFloat();
    return new Evidence(interval, certainty, version() > 3 ? readCrossing(in) : null);
  }

  @Override
  public AlarmChange deserialize(DataInputView in) throws IOException {
    int head = in.readByte();
    Kind kind = kind(in.readByte());
    long timeMillis = in.readLong();
    long raisedMillis = in.readLong();
    long count = in.readLong();
    String eventId = readText(in);
    String resource = readText(in);
    String type = readText(in);
    String qualifier = readText(in);
    String domain = readText(in);
    String message = readText(in);
    String peer = (head & HAS_PEER) == 0 ? null : readText(in);
    String home = (head & COPY) == 0 ? null : readText(in);
    List<EventRef> events = events(in);
    Evidence evidence = (head & EVIDENCE) == 0 ? Evidence.EXACT : readEvidence(in);
    Severity severity = severity(head >> SEVERITY_SHIFT & SEVERITY_MASK);
    return new AlarmChange(
        kind,
        eventId,
        timeMillis,
        raisedMillis,
        resource,
        type,
        qualifier,
        (head & RESOLVED) != 0,
        domain,
        severity == null ? Severity.INDETERMINATE : severity,
        message,
        peer,
        count,
        events,
        (head & LATE) != 0,
        home,
        evidence);
  }

  private List<EventRef> events(DataInputView in) throws IOException {
    int size = readCount(in);
    List<EventRef> events = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      String id = readText(in);
      events.add(new EventRef(id, in.readLong()));
    }
    return Collections.unmodifiableList(events);
  }

  private static int code(Kind kind) {
    return switch (kind) {
      case RAISED -> 1;
      case REPEATED -> 2;
      case CLEARED -> 3;
      case FLAPPING -> 4;
      case CALMED -> 5;
    };
  }

  private static Kind kind(int code) throws IOException {
    return switch (code) {
      case 1 -> Kind.RAISED;
      case 2 -> Kind.REPEATED;
      case 3 -> Kind.CLEARED;
      case 4 -> Kind.FLAPPING;
      case 5 -> Kind.CALMED;
      default -> throw new IOException("no kind of change has the code " + code);
    };
  }

  @Override
  public TypeSerializerSnapshot<AlarmChange> snapshotConfiguration() {
    return new OfChange();
  }

  /** In savepoints by its name. */
  public static final class OfChange extends Snapshot<AlarmChange> {
    public OfChange() {
      super(VERSION);
    }

    @Override
    protected RecordSerializer<AlarmChange> serializer(int layout) {
      return new AlarmChangeSerializer(layout);
    }
  }
}
