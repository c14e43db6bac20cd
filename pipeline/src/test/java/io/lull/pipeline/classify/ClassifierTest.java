package io.lull.pipeline.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {

  private static ClassificationRules rules(String yaml) {
    return ClassificationRules.parse("test", yaml).orThrow();
  }

  private static ClassificationRules rule(String id, String type) {
    return rules("rules: [{id: " + id + ", match: {type: T}, set: {type: " + type + "}}]");
  }

  private static String typeBy(Classifier classifier) {
    return classifier.classify(Events.syslog("T", "")).getType();
  }

  @Test
  void liveLayersGoBeforeFilesAndFilesBeforeTheShippedRules() {
    Classifier files = Classifier.shipped().withFile(rule("f1", "F1")).withFile(rule("f2", "F2"));
    Classifier layers = files.withLayer("b", rule("lb", "B")).withLayer("a", rule("la", "A"));
    assertThat(typeBy(files)).isEqualTo("F1");
    assertThat(typeBy(layers)).isEqualTo("A");
    assertThat(typeBy(layers.withoutLayer("a"))).isEqualTo("B");
    assertThat(typeBy(layers.withoutLayer("a").withoutLayer("b"))).isEqualTo("F1");
    assertThat(typeBy(layers.withLayer("a", rule("la", "A2")))).isEqualTo("A2");
    assertThat(layers.withoutLayer("none")).isSameAs(layers);
  }

  @Test
  void aRuleOfTheSameIdReplacesTheShippedOne() {
    Classifier classifier =
        Classifier.shipped()
            .withFile(
                rules(
                    """
                    rules:
                      - id: cisco.xr.bgp-adjchange
                        match: {type: NEVER}
                        set: {type: NEVER}
                    """));
    Event out =
        classifier.classify(
            Events.syslog("ROUTING-BGP-5-ADJCHANGE", "neighbor 10.0.0.1 Down (AS: 1)"));
    assertThat(out.getClassifiedBy()).isEqualTo("default");
  }

  @Test
  void whatTheSenderSaidStandsUnlessTheRuleOverridesIt() {
    Event said =
        Event.newBuilder(Events.syslog("T", ""))
            .setSeverity(Severity.WARNING)
            .setStatus(EventStatus.CLEARED)
            .setQualifier("q")
            .setPeer("p")
            .build();
    String set = "set: {type: X, severity: CRITICAL, status: RAISED, qualifier: rule, peer: rule}";
    Event kept =
        Classifier.empty()
            .withFile(rules("rules: [{id: r, match: {type: T}, " + set + "}]"))
            .classify(said);
    assertThat(kept.getType()).isEqualTo("X");
    assertThat(kept.getAttributes()).containsEntry("lull.reported-type", "T");
    assertThat(kept.getSeverity()).isEqualTo(Severity.WARNING);
    assertThat(kept.getStatus()).isEqualTo(EventStatus.CLEARED);
    assertThat(kept.getQualifier()).isEqualTo("q");
    assertThat(kept.getPeer()).isEqualTo("p");

    Event some =
        Classifier.empty()
            .withFile(
                rules(
                    "rules: [{id: r, override: [severity, peer], match: {type: T}, " + set + "}]"))
            .classify(said);
    assertThat(some.getSeverity()).isEqualTo(Severity.CRITICAL);
    assertThat(some.getPeer()).isEqualTo("rule");
    assertThat(some.getStatus()).isEqualTo(EventStatus.CLEARED);
    assertThat(some.getQualifier()).isEqualTo("q");

    Event all =
        Classifier.empty()
            .withFile(rules("rules: [{id: r, override: true, match: {type: T}, " + set + "}]"))
            .classify(said);
    assertThat(all.getStatus()).isEqualTo(EventStatus.RAISED);
    assertThat(all.getQualifier()).isEqualTo("rule");
  }

  @Test
  void theGivenEventIsNotChanged() {
    Event in = Events.syslog("ROUTING-BGP-5-ADJCHANGE", "neighbor 10.0.0.1 Down (AS: 1)");
    Event before = Event.newBuilder(in).build();
    Event out = Classifier.shipped().classify(in);
    assertThat(in).isEqualTo(before);
    assertThat(out.getAttributes()).isNotSameAs(in.getAttributes());
  }

  @Test
  void aRuleThatContinuesLeavesTheRestToLaterOnes() {
    Classifier classifier =
        Classifier.empty()
            .withFile(
                rules(
                    """
                    rules:
                      - {id: site, continue: true, match: {resource: 'leaf*'}, set: {severity: MINOR, attributes: {site: a}}}
                      - {id: type, match: {type: T}, set: {type: X, severity: CRITICAL}}
                      - {id: never, match: {type: T}, set: {qualifier: late}}
                    """));
    Event out = classifier.classify(Events.syslog("T", ""));
    assertThat(out.getClassifiedBy()).isEqualTo("site+type");
    assertThat(out.getType()).isEqualTo("X");
    assertThat(out.getSeverity()).isEqualTo(Severity.MINOR);
    assertThat(out.getQualifier()).isEmpty();
    assertThat(out.getAttributes()).containsEntry("site", "a");
  }

  @ParameterizedTest
  @CsvSource({
    "0, CRITICAL, RAISED",
    "2, CRITICAL, RAISED",
    "3, MAJOR, RAISED",
    "4, WARNING, RAISED",
    "5, INDETERMINATE, STATELESS",
    "7, INDETERMINATE, STATELESS"
  })
  void withoutARuleTheSyslogSeverityDecides(String syslog, Severity severity, EventStatus status) {
    Event out =
        Classifier.empty().classify(Events.of("syslog", "", "x", Map.of("syslogSeverity", syslog)));
    assertThat(out.getSeverity()).isEqualTo(severity);
    assertThat(out.getStatus()).isEqualTo(status);
    assertThat(out.getType()).isEqualTo("syslog/message");
    assertThat(out.getClassifiedBy()).isEqualTo("default");
  }

  @Test
  void attributesMatchByTextRangePatternAndAbsence() {
    Classifier classifier =
        Classifier.empty()
            .withFile(
                rules(
                    """
                    rules:
                      - {id: range, match: {attributes: {n: 0..3}}, set: {type: RANGE}}
                      - {id: regex, match: {attributes: {s: {regex: 'on (?<x>[a-z]+)'}}}, set: {type: '${x|upper}'}}
                      - {id: absent, match: {type: T, attributes: {z: {present: false}}}, set: {type: ABSENT}}
                      - {id: list, match: {attributes: {z: [a, b]}}, set: {type: LIST}}
                    """));
    assertThat(type(classifier, Map.of("n", "3"))).isEqualTo("RANGE");
    assertThat(type(classifier, Map.of("n", "3.5"))).isEqualTo("ABSENT");
    assertThat(type(classifier, Map.of("n", "x"))).isEqualTo("ABSENT");
    assertThat(type(classifier, Map.of("s", "on fire"))).isEqualTo("FIRE");
    assertThat(type(classifier, Map.of("z", "b"))).isEqualTo("LIST");
    assertThat(type(classifier, Map.of("z", "c"))).isEqualTo("T");
  }

  private static String type(Classifier classifier, Map<String, String> attributes) {
    return classifier.classify(Events.of("json", "T", "", attributes)).getType();
  }

  @Test
  void theSameLineIsClassifiedAlikeHoweverItCame() {
    Classifier shipped = Classifier.shipped();
    String body = "neighbor 172.31.11.0 Down - Interface flap (VRF: default) (AS: 65011)";
    Event replayed = shipped.classify(Events.syslog("ROUTING-BGP-5-ADJCHANGE", body));
    Event decoded =
        shipped.classify(Events.syslog("", "bgp[1050]: %ROUTING-BGP-5-ADJCHANGE : " + body));
    Event marked = shipped.classify(Events.syslog("%ROUTING-BGP-5-ADJCHANGE", body));
    for (Event out : java.util.List.of(replayed, decoded, marked)) {
      assertThat(out.getType()).isEqualTo("BGP_NEIGHBOR_DOWN");
      assertThat(out.getQualifier()).isEqualTo("172.31.11.0");
      assertThat(out.getPeer()).isEqualTo("AS65011");
      assertThat(out.getStatus()).isEqualTo(EventStatus.RAISED);
      assertThat(out.getSeverity()).isEqualTo(Severity.MAJOR);
    }
  }
}
