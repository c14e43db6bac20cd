package io.lull.pipeline.correlate;

import io.lull.benchmark.Racks;
import io.lull.pipeline.model.AlarmChange;
import io.lull.pipeline.model.EventRef;
import io.lull.pipeline.model.Topology;
import io.lull.schema.ChangeOp;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import io.lull.schema.Severity;
import io.lull.schema.TopologyChange;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether an alarm costs more when many are active. */
@NullMarked
@Command(
    name = "active",
    description = "Processor time of an alarm among few and among many that are active.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class ActiveCost implements Runnable {
  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final int HOSTS_OF_RACK = 24;
  private static final String DOMAIN = "d0";

  @Option(names = "--few", description = "Alarms that are active at first.")
  int few = 1_000;

  @Option(names = "--many", description = "Alarms that are active then.")
  int many = 100_000;

  @Option(names = "--measured", description = "Alarms measured at each size.")
  int measured = 5_000;

  @Option(names = "--rate", description = "New alarms a second of event time.")
  int rate = 10_000;

  @Override
  public void run() {
    System.out.printf(
        Locale.ROOT,
        "processor time of a new alarm and its share of looks and revisions, %d a second%n%n",
        rate);
    System.out.printf("%-36s %10s %10s %6s%n", "µs an alarm, active:", few, many, "ratio");
    // The first pass of each warms up.
    for (int pass = 0; pass < 2; pass++) {
      report(pass, "independent incidents of 24 alarms", new Racked(many + 2 * measured));
      report(pass, "one incident that grows", new Growing(many + 2 * measured));
    }
  }

  private void report(int pass, String name, Feed feed) {
    DomainDriver driver = new DomainDriver(feed.topology(), incident -> {});
    Clock clock = new Clock(driver, feed);
    clock.run(few);
    double first = clock.run(measured);
    clock.run(many - few - measured);
    double last = clock.run(measured);
    if (pass > 0) {
      System.out.printf(
          Locale.ROOT, "%-36s %10.1f %10.1f %6.2f%n", name, first, last, last / first);
    }
  }

  /** Where the alarms are. */
  private interface Feed {
    Topology topology();

    String host(int alarm);

    String qualifier(int alarm);
  }

  /** Gives the alarms of a feed to a correlator, evenly in time. */
  private final class Clock {
    private final DomainDriver driver;
    private final Feed feed;
    private int alarms;

    Clock(DomainDriver driver, Feed feed) {
      this.driver = driver;
      this.feed = feed;
    }

    /** Raises so many more and returns what one took, µs. */
    double run(int number) {
      long began = StormCost.cpuNanos();
      for (int i = 0; i < number; i++) {
        int alarm = alarms++;
        long now = START_MILLIS + alarm * 1_000L / rate;
        driver.take(raised(alarm, now));
      }
      return (StormCost.cpuNanos() - began) / 1e3 / Math.max(1, number);
    }

    private AlarmChange raised(int alarm, long now) {
      String event = "e" + alarm;
      return new AlarmChange(
          AlarmChange.Kind.RAISED,
          event,
          now,
          now,
          feed.host(alarm),
          "LINK_DOWN",
          feed.qualifier(alarm),
          true,
          DOMAIN,
          Severity.MAJOR,
          "NIC Link is Down",
          null,
          1,
          List.of(new EventRef(event, now)));
    }
  }

  /** One rack after the other fails. */
  private static final class Racked implements Feed {
    private final Topology topology;

    Racked(int alarms) {
      topology = Racks.topology(alarms / HOSTS_OF_RACK + 1);
    }

    @Override
    public Topology topology() {
      return topology;
    }

    @Override
    public String host(int alarm) {
      return Racks.host(alarm / HOSTS_OF_RACK, alarm % HOSTS_OF_RACK);
    }

    @Override
    public String qualifier(int alarm) {
      return "eth0";
    }
  }

  /** All that runs on one host after it failed. */
  private static final class Growing implements Feed {
    private final Topology topology = new Topology();

    Growing(int alarms) {
      node("host", "HOST");
      for (int i = 1; i < alarms; i++) {
        node("app-" + i, "APPLICATION");
        Relation relation =
            Relation.newBuilder()
                .setFrom("app-" + i)
                .setTo("host")
                .setType("RUNS_ON")
                .setAttributes(Map.of())
                .build();
        topology.apply(
            TopologyChange.newBuilder().setOp(ChangeOp.UPSERT).setRelation(relation).build());
      }
    }

    private void node(String id, String type) {
      Node node = Node.newBuilder().setId(id).setType(type).setDomain(DOMAIN).build();
      topology.apply(TopologyChange.newBuilder().setOp(ChangeOp.UPSERT).setNode(node).build());
    }

    @Override
    public Topology topology() {
      return topology;
    }

    @Override
    public String host(int alarm) {
      return alarm == 0 ? "host" : "app-" + alarm;
    }

    @Override
    public String qualifier(int alarm) {
      return "";
    }
  }
}
