package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.AlarmRouting;
import io.lull.pipeline.model.TestingTopology;
import io.lull.pipeline.model.Topology;
import io.lull.pipeline.ordered.BroadcastBench;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.TopologyChange;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operators of domains and the one that joins them, on harnesses. */
class JoinFunctionTest {
  private static final long END = 10_000_000;
  private static final int DOMAINS = 5;

  private final List<Incident> told = new ArrayList<>();
  private final List<Membership> members = new ArrayList<>();

  private static List<TopologyChange> topology() {
    List<TopologyChange> changes = new ArrayList<>();
    changes.add(TestingTopology.nodeInDomain("db", "core"));
    for (int d = 0; d < DOMAINS; d++) {
      changes.add(TestingTopology.nodeInDomain("svc" + d, "d" + d));
      changes.add(TestingTopology.nodeInDomain("web" + d, "d" + d));
      changes.add(TestingTopology.nodeInDomain("lone" + d, "d" + d));
      changes.add(TestingTopology.relation("svc" + d, "DEPENDS_ON", "db"));
      changes.add(TestingTopology.relation("web" + d, "DEPENDS_ON", "svc" + d));
    }
    return changes;
  }

  /** Each alarm for its domain and, as a copy, for the others it is routed to. */
  private static List<AlarmChange> storm() {
    Topology topology = new Topology();
    topology().forEach(topology::apply);
    AlarmRouting.Router router = new DomainRouting(CorrelateOptions.DEFAULT).over(topology);
    TestingDesk desk = new TestingDesk();
    List<AlarmChange> changes = new ArrayList<>();
    changes.add(desk.raised(1, "db", "DISK_FULL"));
    for (int d = 0; d < DOMAINS; d++) {
      changes.add(desk.raised(2 + d * 0.3, "svc" + d, "SLOW"));
      changes.add(desk.raised(3 + d * 0.3, "web" + d, "SLOW"));
      changes.add(desk.raised(4 + d * 0.3, "lone" + d, "DOWN"));
    }
    changes.addAll(desk.cleared(60));
    List<AlarmChange> routed = new ArrayList<>();
    for (AlarmChange change : changes) {
      AlarmChange own = TestingDesk.inDomain(change, topology.domain(change.resource()));
      routed.add(own);
      router.beyond(own).forEach(domain -> routed.add(own.copyFor(domain)));
    }
    return routed;
  }

  /** Runs both operators up to a time, from a state if there is one, and returns their states. */
  private List<OperatorSubtaskState> run(
      String backend, long from, long until, @Nullable List<OperatorSubtaskState> states)
      throws Exception {
    try (var domains =
            open(
                new CorrelateFunction(CorrelateOptions.DEFAULT),
                AlarmChange.class,
                AlarmChange::domain,
                backend,
                states == null ? null : states.get(0));
        var joined =
            open(
                new JoinFunction(CorrelateOptions.DEFAULT),
                Handover.class,
                handover -> Territory.JOINED,
                backend,
                states == null ? null : states.get(1))) {
      if (states == null) {
        for (TopologyChange change : topology()) {
          domains.broadcast(change, 0);
          joined.broadcast(change, 0);
        }
      }
      for (AlarmChange change : storm()) {
        if (change.timeMillis() > from && change.timeMillis() <= until + 5_000) {
          domains.take(change, change.timeMillis());
        }
      }
      domains.watermark(until);
      for (StreamRecord<Handover> handover : side(domains, CorrelateFunction.HANDOVERS)) {
        joined.take(handover.getValue(), handover.getTimestamp());
      }
      // The second operator is never ahead, and may be behind.
      joined.watermark(until == END ? END : until - 400);
      note(domains);
      note(joined);
      return List.of(domains.harness.snapshot(1, until), joined.harness.snapshot(1, until));
    }
  }

  private void note(BroadcastBench<?, TopologyChange, Incident> bench) {
    told.addAll(bench.harness.extractOutputValues());
    side(bench, AbstractCorrelateFunction.MEMBERSHIPS)
        .forEach(record -> members.add(record.getValue()));
  }

  private static <T> List<StreamRecord<T>> side(BroadcastBench<?, ?, ?> bench, OutputTag<T> tag) {
    var side = bench.harness.getSideOutput(tag);
    return side == null ? List.of() : List.copyOf(side);
  }

  private static <T> BroadcastBench<T, TopologyChange, Incident> open(
      AbstractCorrelateFunction<T> function,
      Class<T> type,
      KeySelector<T, String> key,
      String backend,
      @Nullable OperatorSubtaskState state)
      throws Exception {
    StateBackend states =
        backend.equals("heap") ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend(true);
    return new BroadcastBench<>(
        function,
        TypeInformation.of(type),
        new AvroTypeInfo<>(TopologyChange.class),
        new AvroTypeInfo<>(Incident.class),
        key,
        states,
        state);
  }

  @Test
  void whatSpansIsOneIncidentAndTheRestStaysWhereItIs() throws Exception {
    run("heap", Long.MIN_VALUE, END, null);
    assertThat(told)
        .filteredOn(incident -> incident.getState() == IncidentState.RESOLVED)
        .extracting(Incident::getDomain)
        .containsExactlyInAnyOrder("core", "d0", "d1", "d2", "d3", "d4");
    assertThat(members)
        .filteredOn(Membership::joined)
        .as("all but the first, which its domain told before it was handed over")
        .hasSize(2 * (1 + 2 * DOMAINS) - 1);
    assertThat(members).extracting(Membership::event).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"heap", "rocksdb"})
  void aRestoreAnywhereChangesNothing(String backend) throws Exception {
    run(backend, Long.MIN_VALUE, END, null);
    List<Incident> undisturbed = List.copyOf(told);
    List<Membership> undisturbedMembers = List.copyOf(members);
    for (long cut : new long[] {2_500, 3_700, 10_000, 61_000}) {
      told.clear();
      members.clear();
      List<OperatorSubtaskState> states = run(backend, Long.MIN_VALUE, cut, null);
      run(backend, cut + 5_000, END, states);
      assertThat(told).as("cut at %d", cut).containsExactlyInAnyOrderElementsOf(undisturbed);
      assertThat(members).containsExactlyInAnyOrderElementsOf(undisturbedMembers);
    }
  }
}
