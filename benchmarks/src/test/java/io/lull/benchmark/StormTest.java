package io.lull.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.Decoders;
import io.lull.connector.format.RawHeaders;
import io.lull.connector.format.RawRecord;
import io.lull.pipeline.classify.Classifier;
import io.lull.pipeline.intake.Resolver;
import io.lull.pipeline.model.Topology;
import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.MetricBatch;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The storm is what the benchmark says it is: else its figures are of something else. */
class StormTest {
  private static final long START = Instant.parse("2026-01-15T03:10:00Z").toEpochMilli();
  private static final StormPlan PLAN = new StormPlan(20_000, 5_000, 0.9, 0.1, START, 600_000);

  @Test
  void everyRecordDecodesToTheAlarmItTellsOf() {
    Classifier classifier = Classifier.shipped();
    Resolver resolver = new Resolver(topology());
    int snmp = 0;
    int resolved = 0;
    Set<String> alarms = new HashSet<>();
    Set<String> senders = new HashSet<>();
    Storm storm = new Storm(PLAN);
    while (storm.hasNext()) {
      Storm.Message message = storm.next();
      Alarm alarm = message.alarm();
      Event event = resolver.resolve(classifier.classify(decoded(message))).event();
      assertThat(event.getStatus())
          .as("%s", message)
          .isEqualTo(message.raised() ? EventStatus.RAISED : EventStatus.CLEARED);
      assertThat(event.getQualifier()).as("%s", message).isNotEmpty();
      assertThat(event.getTimeMillis()).isEqualTo(message.timeMillis());
      assertThat(event.getResolved()).as("%s", message).isEqualTo(alarm.ci().isKnown());
      if (alarm.ci().isKnown()) {
        assertThat(event.getResource()).isEqualTo(alarm.ci().name());
        assertThat(event.getDomain()).isEqualTo(alarm.ci().domain());
        resolved++;
      }
      alarms.add(event.getResource() + '|' + event.getType() + '|' + event.getQualifier());
      senders.add(alarm.ci().name());
      snmp += alarm.kind().isSnmp() ? 1 : 0;
    }
    assertThat(alarms).hasSize((int) storm.alarms());
    assertThat(storm.alarms()).isBetween(1_800L, 2_200L);
    assertThat(senders.size()).isGreaterThan(1_500);
    assertThat(snmp).isBetween(9_000, 11_000);
    assertThat(resolved).isBetween(8_000, 12_000);
  }

  @Test
  void timeGoesOnFromTheFirstEventToTheLast() {
    assertThat(PLAN.timeOf(0)).isEqualTo(START);
    assertThat(PLAN.timeOf(PLAN.events() - 1)).isBetween(START + 599_000, START + 600_000);
    assertThat(PLAN.timeOf(PLAN.events() / 2)).isEqualTo(START + 300_000);
  }

  private static Topology topology() {
    Topology topology = new Topology();
    Fabric.build(PLAN, topology::apply);
    assertThat(topology.danglingCount()).isZero();
    return topology;
  }

  private static Event decoded(Storm.Message message) {
    byte[] sender = message.alarm().ci().address().getBytes(StandardCharsets.UTF_8);
    RawRecord raw =
        new RawRecord(
            "lull.raw.test",
            0,
            0,
            message.timeMillis(),
            sender,
            Map.of(RawHeaders.PEER, sender),
            message.encode());
    OneEvent out = new OneEvent();
    String format = message.alarm().kind().isSnmp() ? "snmp" : "syslog";
    Decoders.create(format, DecoderOptions.DEFAULT).decode(raw, out);
    assertThat(out.events).hasSize(1);
    return out.events.get(0);
  }

  private static final class OneEvent implements Decoder.Output {
    private final List<Event> events = new ArrayList<>();

    @Override
    public void event(Event event) {
      events.add(event);
    }

    @Override
    public void metrics(MetricBatch batch) {
      throw new AssertionError("metrics of a storm of alarms");
    }

    @Override
    public void reject(String reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void rejectPart(String reason, byte[] part) {
      throw new AssertionError(reason);
    }
  }
}
