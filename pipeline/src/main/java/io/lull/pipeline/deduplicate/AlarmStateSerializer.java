package io.lull.pipeline.deduplicate;

import io.lull.pipeline.deduplicate.AlarmState.Phase;
import io.lull.pipeline.model.EventRef;
import io.lull.pipeline.model.RecordSerializer;
import io.lull.schema.Severity;
import java.io.IOException;
import java.util.ArrayList;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** State of one alarm: some hundred bytes. */
public final class AlarmStateSerializer extends RecordSerializer<AlarmState> {
  private static final long serialVersionUID = 1L;

  /** Head, phase, numbers, texts, lists. */
  private static final int VERSION = 1;

  private static final int RESOLVED = 1;
  private static final int HAS_PEER = 2;
  private static final int FLAP_UP = 4;
  private static final int HAS_RAISE = 8;
  private static final int HAS_CLEAR = 16;
  private static final int LATE = 32;

  AlarmStateSerializer() {
    this(VERSION);
  }

  private AlarmStateSerializer(int version) {
    super(version);
  }

  @Override
  public AlarmStateSerializer duplicate() {
    return new AlarmStateSerializer(version());
  }

  /** States are changed in place. */
  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public AlarmState createInstance() {
    return new AlarmState();
  }

  @Override
  public AlarmState copy(AlarmState from) {
    AlarmState to = new AlarmState();
    to.phase = from.phase;
    to.eventId = from.eventId;
    to.raisedMillis = from.raisedMillis;
    to.resolved = from.resolved;
    to.domain = from.domain;
    to.severity = from.severity;
    to.message = from.message;
    to.peer = from.peer;
    to.count = from.count;
    to.late = from.late;
    to.gathered = new ArrayList<>(from.gathered);
    to.gatheringSinceMillis = from.gatheringSinceMillis;
    to.lastRaise = from.lastRaise;
    to.lastClear = from.lastClear;
    to.lastSeenMillis = from.lastSeenMillis;
    to.changedMillis = from.changedMillis;
    to.raises = new ArrayList<>(from.raises);
    to.flapUp = from.flapUp;
    to.timerMillis = from.timerMillis;
    return to;
  }

  @Override
  public void serialize(AlarmState state, DataOutputView out) throws IOException {
    out.writeByte(
        (state.resolved ? RESOLVED : 0)
            | (state.peer == null ? 0 : HAS_PEER)
            | (state.flapUp ? FLAP_UP : 0)
            | (state.lastRaise == null ? 0 : HAS_RAISE)
            | (state.lastClear == null ? 0 : HAS_CLEAR)
            | (state.late ? LATE : 0));
    out.writeByte(code(state.phase));
    out.writeByte(code(state.severity));
    out.writeLong(state.raisedMillis);
    out.writeLong(state.count);
    out.writeLong(state.gatheringSinceMillis);
    out.writeLong(state.lastSeenMillis);
    out.writeLong(state.changedMillis);
    out.writeLong(state.timerMillis);
    writeText(state.eventId, out);
    writeText(state.domain, out);
    writeText(state.message, out);
    if (state.peer != null) {
      writeText(state.peer, out);
    }
    write(state.lastRaise, out);
    write(state.lastClear, out);
    writeCount(state.raises.size(), out);
    for (long raise : state.raises) {
      out.writeLong(raise);
    }
    writeCount(state.gathered.size(), out);
    for (EventRef event : state.gathered) {
      writeText(event.id(), out);
      out.writeLong(event.timeMillis());
    }
  }

  private static void write(@Nullable SenderTime time, DataOutputView out) throws IOException {
    if (time != null) {
      out.writeLong(time.millis());
      writeText(time.source(), out);
    }
  }

  @Override
  public AlarmState deserialize(DataInputView in) throws IOException {
    AlarmState state = new AlarmState();
    int head = in.readByte();
    state.resolved = (head & RESOLVED) != 0;
    state.flapUp = (head & FLAP_UP) != 0;
    state.late = (head & LATE) != 0;
    state.phase = phase(in.readByte());
    Severity severity = severity(in.readByte());
    state.severity = severity == null ? Severity.INDETERMINATE : severity;
    state.raisedMillis = in.readLong();
    state.count = in.readLong();
    state.gatheringSinceMillis = in.readLong();
    state.lastSeenMillis = in.readLong();
    state.changedMillis = in.readLong();
    state.timerMillis = in.readLong();
    state.eventId = readText(in);
    state.domain = readText(in);
    state.message = readText(in);
    state.peer = (head & HAS_PEER) == 0 ? null : readText(in);
    state.lastRaise = (head & HAS_RAISE) == 0 ? null : readTime(in);
    state.lastClear = (head & HAS_CLEAR) == 0 ? null : readTime(in);
    for (int left = readCount(in); left > 0; left--) {
      state.raises.add(in.readLong());
    }
    for (int left = readCount(in); left > 0; left--) {
      String id = readText(in);
      state.gathered.add(new EventRef(id, in.readLong()));
    }
    return state;
  }

  private SenderTime readTime(DataInputView in) throws IOException {
    long millis = in.readLong();
    return new SenderTime(millis, readText(in));
  }

  private static int code(Phase phase) {
    return switch (phase) {
      case NEW -> 1;
      case ORPHAN -> 2;
      case ACTIVE -> 3;
      case FLAPPING -> 4;
      case CLEARED -> 5;
    };
  }

  private static Phase phase(int code) throws IOException {
    return switch (code) {
      case 1 -> Phase.NEW;
      case 2 -> Phase.ORPHAN;
      case 3 -> Phase.ACTIVE;
      case 4 -> Phase.FLAPPING;
      case 5 -> Phase.CLEARED;
      default -> throw new IOException("no phase of an alarm has the code " + code);
    };
  }

  @Override
  public TypeSerializerSnapshot<AlarmState> snapshotConfiguration() {
    return new OfState();
  }

  /** In savepoints by its name. */
  public static final class OfState extends Snapshot<AlarmState> {
    public OfState() {
      super(VERSION);
    }

    @Override
    protected RecordSerializer<AlarmState> serializer(int layout) {
      return new AlarmStateSerializer(layout);
    }
  }
}
