package io.lull.pipeline.deduplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmChangeSerializer;
import io.lull.pipeline.model.AlarmEventSerializer;
import io.lull.pipeline.model.EventRef;
import io.lull.pipeline.model.Events;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlarmStateSerializerTest {

  private static <T> T through(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer.serialize(value, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    T read = serializer.deserialize(in);
    assertThat(in.available()).as("all is read").isZero();
    return read;
  }

  private static <T> TypeSerializer<T> serializer(TypeInformation<T> type) {
    return type.createSerializer(new SerializerConfigImpl());
  }

  private static AlarmState state() {
    AlarmState state = new AlarmState();
    state.phase = AlarmState.Phase.FLAPPING;
    state.eventId = "e1";
    state.raisedMillis = Long.MIN_VALUE;
    state.resolved = true;
    state.domain = "östlich";
    state.severity = Severity.WARNING;
    state.message = "line down \uD83D\uDD25 ".repeat(100);
    state.peer = "";
    state.count = Long.MAX_VALUE;
    state.gathered = new ArrayList<>(List.of(new EventRef("a", -1), new EventRef("", 7)));
    state.gatheringSinceMillis = 5;
    state.lastRaise = new SenderTime(3, "snmp");
    state.lastClear = new SenderTime(4, "syslog");
    state.lastSeenMillis = 6;
    state.changedMillis = 8;
    state.raises = new ArrayList<>(List.of(1L, 2L));
    state.flapUp = true;
    state.timerMillis = 9;
    return state;
  }

  @Test
  void aStateIsReadAsItWasWrittenAndCopiedWhole() throws IOException {
    AlarmStateSerializer serializer = new AlarmStateSerializer();
    assertThat(through(serializer, state())).usingRecursiveComparison().isEqualTo(state());
    assertThat(through(serializer, new AlarmState()))
        .usingRecursiveComparison()
        .isEqualTo(new AlarmState());
    AlarmState copy = serializer.copy(state());
    assertThat(copy).usingRecursiveComparison().isEqualTo(state());
  }

  @ParameterizedTest
  @EnumSource(AlarmState.Phase.class)
  void everyPhaseHasItsCode(AlarmState.Phase phase) throws IOException {
    AlarmState state = new AlarmState();
    state.phase = phase;
    assertThat(through(new AlarmStateSerializer(), state).phase).isEqualTo(phase);
  }

  @ParameterizedTest
  @EnumSource(Severity.class)
  void everySeverityHasItsCode(Severity severity) throws IOException {
    Event event = TestingAlarm.event("e", 1, EventStatus.CLEARED, severity, "syslog");
    assertThat(through(serializer(AlarmEventSerializer.TYPE), event)).isEqualTo(event);
  }

  @ParameterizedTest
  @EnumSource(EventStatus.class)
  void theMarkOfBeingLateIsKept(EventStatus status) throws IOException {
    Event event = TestingAlarm.event("e", 1, status, Severity.CRITICAL, "syslog");
    event.setAttributes(Map.of("site", "a"));
    Event late = through(serializer(AlarmEventSerializer.TYPE), Events.late(event, 1_500));
    assertThat(Events.isLate(late)).isTrue();
    assertThat(late.getStatus()).isEqualTo(status);
    assertThat(late.getSeverity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void whetherAllCameTooLateIsKept() throws IOException {
    AlarmState state = state();
    state.late = true;
    assertThat(through(new AlarmStateSerializer(), state).late).isTrue();
    assertThat(new AlarmStateSerializer().copy(state).late).isTrue();
  }

  @ParameterizedTest
  @EnumSource(EventStatus.class)
  void everyStatusHasItsCode(EventStatus status) throws IOException {
    Event event = TestingAlarm.event("e", 1, status, Severity.MAJOR, "syslog");
    event.setSeverity(null);
    event.setResolved(false);
    event.setPeer("leaf2");
    assertThat(through(serializer(AlarmEventSerializer.TYPE), event)).isEqualTo(event);
  }

  @Test
  void anEventKeepsHowExactAndSureItIs() throws IOException {
    Event event = TestingAlarm.event("e", 1, EventStatus.RAISED, Severity.MINOR, "baseline");
    event.setAttributes(Map.of("intervalMillis", "60000", "certainty", "0.25", "series", "cpu"));
    Event read = through(serializer(AlarmEventSerializer.TYPE), event);
    assertThat(AlarmChange.Evidence.of(read.getAttributes()))
        .isEqualTo(new AlarmChange.Evidence(60_000, 0.25f));
    event.setAttributes(Map.of("intervalMillis", "soon", "certainty", "7"));
    assertThat(AlarmChange.Evidence.of(event.getAttributes()))
        .isEqualTo(AlarmChange.Evidence.EXACT);
  }

  @ParameterizedTest
  @EnumSource(AlarmChange.Kind.class)
  void everyKindOfChangeHasItsCode(AlarmChange.Kind kind) throws IOException {
    for (String peer : new String[] {null, "leaf2"}) {
      AlarmChange change =
          new AlarmChange(
              kind,
              "e1",
              1,
              2,
              "leaf1",
              "LINK_DOWN",
              "Gi0/1",
              peer != null,
              "east",
              Severity.CRITICAL,
              "down",
              peer,
              3,
              List.of(new EventRef("e1", 1), new EventRef("e2", 2)),
              peer == null);
      assertThat(through(serializer(AlarmChangeSerializer.TYPE), change)).isEqualTo(change);
      AlarmChange copy = change.copyFor("west");
      assertThat(copy.home()).isEqualTo("east");
      assertThat(through(serializer(AlarmChangeSerializer.TYPE), copy)).isEqualTo(copy);
      AlarmChange sampled = copy.with(new AlarmChange.Evidence(60_000, 0.25f));
      assertThat(through(serializer(AlarmChangeSerializer.TYPE), sampled)).isEqualTo(sampled);
    }
  }

  /** Lengths at which the number of bytes of the length changes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 255, 256, 257, 16_383, 16_384, 100_000})
  void aTextMayHaveAnyLength(int length) throws IOException {
    AlarmState state = state();
    state.message = "x".repeat(length);
    state.peer = "é".repeat(length);
    assertThat(through(new AlarmStateSerializer(), state))
        .usingRecursiveComparison()
        .isEqualTo(state);
  }
}
