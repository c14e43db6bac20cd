package io.lull.pipeline.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lull.pipeline.yaml.Problem;
import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import io.lull.schema.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceMapTest {
  private static final long T = 1_700_000_000_000L;

  private static final String MAP =
      """
      services:
        - name: Checkout
          revenueShare: 55 %
          busyHours: Mon-Fri 08:00-20:00 Europe/Berlin; Sat 09:00-24:00
          objectives: {availability: 99.9 %}
          dependsOn: [{service: checkout-api, share: 40 %}, payment]
        - name: checkout-api
          members: [web-1, web-2, web-3]
          required: 2
          aliases: [checkout.example]
        - name: payment
          partOf: Money
      """;

  private static ServiceMap.Parsed parse(String yaml) {
    return ServiceMap.parse("shop", new Origin("map.yaml", -1, 1L), yaml);
  }

  private static List<Fact> services(ServiceMap.Parsed parsed) {
    return parsed.facts().stream().filter(fact -> fact.getOp() == ChangeOp.UPSERT).toList();
  }

  private static List<String> problems(String yaml) {
    return parse(yaml).problems().stream().map(Problem::toString).toList();
  }

  @Test
  void aMapBecomesServicesAndWhatTheyNeed() {
    assertThat(problems(MAP)).isEmpty();
    TestGraph graph = new TestGraph();
    for (String name : List.of("web-1", "web-2", "Money")) {
      graph.take(T, TestFact.of("table", name).name(name).build());
    }
    graph.take(T, parse(MAP).facts().toArray(Fact[]::new));
    assertThat(graph.node("Checkout").getType()).isEqualTo("BUSINESS_SERVICE");
    assertThat(graph.node("Checkout").getAttributes())
        .containsEntry("revenueShare", "0.55")
        .containsEntry("objective.availability", "99.9 %")
        .containsKey("busyHours");
    assertThat(graph.node("checkout-api").getAttributes()).containsEntry("required", "2");
    assertThat(graph.relations)
        .containsKeys(
            "Checkout|DEPENDS_ON|checkout-api",
            "Checkout|DEPENDS_ON|payment",
            "checkout-api|SERVED_BY|web-1",
            "payment|PART_OF|Money");
    assertThat(graph.relation("Checkout|DEPENDS_ON|checkout-api").getAttributes())
        .containsEntry("share", "0.4");
  }

  @Test
  void sharesOfRevenueOverTheWholeAreLeftOutAndTheRestHolds() {
    ServiceMap.Parsed parsed =
        parse(
            """
            services:
              - {name: A, revenueShare: 0.7, dependsOn: b}
              - name: B
                revenueShare: 0.4
                dependsOn: b
            """);
    assertThat(parsed.problems())
        .singleElement()
        .extracting(Problem::toString)
        .asString()
        .startsWith("map.yaml:4: rule B: revenueShare: the shares of all services are over 100 %");
    assertThat(services(parsed)).hasSize(2);
    assertThat(services(parsed).get(1).getAttributes()).doesNotContainKey("revenueShare");
  }

  @Test
  void whatClosesACircleIsLeftOut() {
    ServiceMap.Parsed parsed =
        parse(
            """
            services:
              - {name: a, partOf: b}
              - {name: b, partOf: c}
              - {name: c, partOf: [a, d]}
            """);
    assertThat(parsed.problems())
        .extracting(Problem::line, Problem::reason)
        .containsExactly(tuple(4, "closes a circle: a is part of it; left out"));
    assertThat(services(parsed).get(2).getRelations()).hasSize(1);
  }

  @Test
  void everythingThatIsWrongIsSaidByLineAndTheRestHolds() {
    String map =
        """
        services:
          - {name: lonely}
          - {name: twice, dependsOn: x}
          - {name: twice, dependsOn: y}
          - {name: many, members: [a], required: 2}
          - {name: itself, dependsOn: itself}
          - {name: typo, dependson: x}
          - {name: share, dependsOn: [{service: x, share: 140 %}]}
          - {name: hours, busyHours: always, dependsOn: x}
          - {dependsOn: x}
          - {name: good, dependsOn: x}
        """;
    assertThat(problems(map))
        .satisfiesExactlyInAnyOrder(
            p -> assertThat(p).startsWith("map.yaml:2: rule lonely: maps to nothing"),
            p -> assertThat(p).startsWith("map.yaml:4: rule twice: is there already, in line 3"),
            p -> assertThat(p).contains(":5: rule many").contains("2 of 1 members"),
            p -> assertThat(p).contains(":6: rule itself").contains("names itself"),
            p -> assertThat(p).contains(":7: ").contains("unknown key"),
            p -> assertThat(p).contains(":8: rule share").contains("140 %"),
            p -> assertThat(p).contains(":9: rule hours").contains("Mon-Fri"),
            p -> assertThat(p).contains(":10: ").contains("name of the service"));
    assertThat(services(parse(map)))
        .extracting(Fact::getName)
        .containsExactly("lonely", "twice", "good");
  }

  @Test
  void aMapWithoutItsKeyIsRefused() {
    assertThat(problems("{}")).singleElement().asString().contains("services: is missing");
    assertThat(problems("{time: yesterday, services: [{name: a, dependsOn: b}]}"))
        .singleElement()
        .asString()
        .contains("'yesterday' is not RFC 3339");
    assertThat(parse("{time: yesterday, services: [{name: a, dependsOn: b}]}").facts()).isEmpty();
  }

  @Test
  void whatIsNoMapIsRefused() {
    assertThat(problems("services: {")).singleElement().asString().contains("not YAML");
    assertThat(problems("")).singleElement().asString().contains("the map is empty");
    assertThat(problems("services: 7")).singleElement().asString().contains("expected a list");
  }
}
