package io.lull.pipeline.intake;

import static io.lull.pipeline.model.TestingTopology.node;
import static io.lull.pipeline.model.TestingTopology.nodeInDomain;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.pipeline.model.Topology;
import io.lull.schema.Event;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResolverTest {
  private final Topology topology = new Topology();
  private final Resolver resolver = new Resolver(topology);

  @BeforeEach
  void estate() {
    topology.apply(node("leaf1", "10.0.0.1", "shared"));
    topology.apply(node("leaf2", "AS65012", "shared"));
    topology.apply(nodeInDomain("db", "east"));
  }

  private static Event event(String resource) {
    return Event.newBuilder()
        .setId("e1")
        .setTimeMillis(1)
        .setObservedMillis(1)
        .setSource("syslog")
        .setResource(resource)
        .setQualifier("leaf2")
        .setAttributes(Map.of("a", "b"))
        .build();
  }

  @Test
  void findsResourceAndPeerAndLeavesTheQualifier() {
    Event reported = event("10.0.0.1");
    reported.setPeer("as65012");
    Resolver.Resolution resolution = resolver.resolve(reported);

    Event expected = event("leaf1");
    expected.setReportedResource("10.0.0.1");
    expected.setResolved(true);
    expected.setDomain("default");
    expected.setPeer("leaf2");
    assertThat(resolution).isEqualTo(new Resolver.Resolution(expected, Resolver.Outcome.RESOLVED));
    assertThat(reported.getResource()).isEqualTo("10.0.0.1");
  }

  @Test
  void takesTheDomainOfTheNode() {
    Event resolved = resolver.resolve(event("db")).event();
    assertThat(resolved.getDomain()).isEqualTo("east");
    assertThat(resolved.getReportedResource()).isNull();
  }

  @Test
  void keepsWhatIsUnknownUnderItsName() {
    Event unknown = event("stranger");
    unknown.setPeer("nobody");
    Resolver.Resolution resolution = resolver.resolve(unknown);
    assertThat(resolution.outcome()).isEqualTo(Resolver.Outcome.UNKNOWN);
    assertThat(resolution.event().getResource()).isEqualTo("stranger");
    assertThat(resolution.event().getResolved()).isFalse();
    assertThat(resolution.event().getDomain()).isEqualTo("default");
    assertThat(resolution.event().getPeer()).isEqualTo("nobody");
  }

  @Test
  void anAmbiguousNameIsNobodys() {
    Resolver.Resolution resolution = resolver.resolve(event("shared"));
    assertThat(resolution.outcome()).isEqualTo(Resolver.Outcome.AMBIGUOUS);
    assertThat(resolution.event().getResource()).isEqualTo("shared");
  }

  @Test
  void theFirstReportedNameIsKept() {
    Event again = event("10.0.0.1");
    again.setReportedResource("leaf1.example.com");
    assertThat(resolver.resolve(again).event().getReportedResource())
        .isEqualTo("leaf1.example.com");
  }

  @Test
  void aNameMeansWhatTheTopologySaysNow() {
    assertThat(resolver.resolve(event("10.0.0.9")).outcome()).isEqualTo(Resolver.Outcome.UNKNOWN);
    topology.apply(node("leaf9", "10.0.0.9"));
    assertThat(resolver.resolve(event("10.0.0.9")).event().getResource()).isEqualTo("leaf9");
    topology.apply(node("leaf9", "10.0.0.10"));
    topology.apply(nodeInDomain("10.0.0.9", "west"));
    Event resolved = resolver.resolve(event("10.0.0.9")).event();
    assertThat(resolved.getResource()).isEqualTo("10.0.0.9");
    assertThat(resolved.getReportedResource()).isNull();
    assertThat(resolved.getDomain()).isEqualTo("west");
    topology.apply(node("another", "shared"));
    assertThat(resolver.resolve(event("shared")).outcome()).isEqualTo(Resolver.Outcome.AMBIGUOUS);
  }
}
