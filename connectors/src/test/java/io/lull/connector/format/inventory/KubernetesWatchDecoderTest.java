package io.lull.connector.format.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawRecords;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubernetesWatchDecoderTest extends InventoryContract {
  private static final String NODE =
      """
      {"type":"ADDED","object":{"kind":"Node","apiVersion":"v1","metadata":{"name":"node-3","uid":"9f1c",
       "resourceVersion":"1201","creationTimestamp":"2026-11-01T08:00:00Z",
       "labels":{"kubernetes.io/hostname":"node-3","topology.kubernetes.io/zone":"eu-central-1a",
        "node.kubernetes.io/instance-type":"m5.xlarge"}},
       "spec":{"podCIDR":"10.244.3.0/24","providerID":"aws:///eu-central-1a/i-0abc12"},
       "status":{"capacity":{"cpu":"4"},"conditions":[{"type":"Ready","status":"True",
         "lastTransitionTime":"2026-11-01T08:01:00Z"}],
        "addresses":[{"type":"InternalIP","address":"10.0.3.3"},{"type":"InternalDNS","address":"ip-10-0-3-3.eu.internal"},
         {"type":"Hostname","address":"node-3"}],
        "nodeInfo":{"machineID":"ec2","systemUUID":"EC2ABC-12","kernelVersion":"6.1.0","osImage":"Debian 12",
         "kubeletVersion":"v1.31.2","architecture":"amd64"}}}}""";
  private static final String POD =
      """
      {"type":"MODIFIED","cluster":"prod","time":"2026-11-22T03:16:59Z","object":{"kind":"Pod","apiVersion":"v1",
       "metadata":{"name":"cart-5d8f7c-x2x9z","generateName":"cart-5d8f7c-","namespace":"shop","uid":"33-44",
        "labels":{"app":"cart","pod-template-hash":"5d8f7c"},
        "annotations":{"lull.io/depends-on":"orders-db, payment","lull.io/owner":"team-cart"},
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"cart-5d8f7c","uid":"7","controller":true}]},
       "spec":{"nodeName":"node-3","containers":[{"name":"cart","image":"cart:7"}]},
       "status":{"phase":"Running","hostIP":"10.0.3.3","podIP":"10.244.3.17","podIPs":[{"ip":"10.244.3.17"}],
        "startTime":"2026-11-22T03:00:00Z"}}}""";
  private static final String SERVICE =
      """
      {"type":"ADDED","object":{"kind":"Service","apiVersion":"v1","metadata":{"name":"cart","namespace":"shop"},
       "spec":{"clusterIP":"10.96.0.17","type":"ClusterIP","selector":{"tier":"web","app":"cart"},
        "ports":[{"port":80,"targetPort":8080,"protocol":"TCP"}]},"status":{"loadBalancer":{}}}}""";
  private static final String SLICE =
      """
      {"type":"ADDED","object":{"kind":"EndpointSlice","apiVersion":"discovery.k8s.io/v1","addressType":"IPv4",
       "metadata":{"name":"cart-abcde","namespace":"shop","labels":{"kubernetes.io/service-name":"cart"}},
       "endpoints":[
        {"addresses":["10.244.3.17"],"conditions":{"ready":true,"serving":true,"terminating":false},
         "targetRef":{"kind":"Pod","namespace":"shop","name":"cart-5d8f7c-x2x9z"},"nodeName":"node-3"},
        {"addresses":["10.244.4.11"],"conditions":{"ready":false},"targetRef":{"kind":"Pod","namespace":"shop","name":"cart-5d8f7c-k4"}},
        {"addresses":["10.244.5.1"],"conditions":{"terminating":true},"targetRef":{"kind":"Pod","namespace":"shop","name":"cart-old"}}],
       "ports":[{"port":8080}]}}""";
  private static final String ENDPOINTS =
      """
      {"kind":"Endpoints","apiVersion":"v1","metadata":{"name":"cart","namespace":"shop"},"subsets":[
       {"addresses":[{"ip":"10.244.3.17","targetRef":{"kind":"Pod","namespace":"shop","name":"a"}}],
        "notReadyAddresses":[{"ip":"10.244.3.18","targetRef":{"kind":"Pod","namespace":"shop","name":"b"}}]}]}""";
  private static final String DEPLOYMENT =
      """
      {"type":"ADDED","object":{"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"cart","namespace":"shop"},
       "spec":{"replicas":8,"selector":{"matchLabels":{"app":"cart","tier":"web"}},
        "strategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}}},
       "status":{"replicas":8,"readyReplicas":8}}}""";
  private static final String BUDGET =
      """
      {"type":"ADDED","object":{"kind":"PodDisruptionBudget","apiVersion":"policy/v1","metadata":{"name":"cart","namespace":"shop"},
       "spec":{"minAvailable":"60%","selector":{"matchLabels":{"app":"cart","tier":"web"}}},
       "status":{"currentHealthy":8,"desiredHealthy":5,"disruptionsAllowed":3,"expectedPods":8}}}""";
  private static final String INGRESS =
      """
      {"type":"ADDED","object":{"kind":"Ingress","apiVersion":"networking.k8s.io/v1","metadata":{"name":"shop","namespace":"shop"},
       "spec":{"ingressClassName":"nginx","rules":[{"host":"shop.example.com","http":{"paths":[
        {"path":"/cart","pathType":"Prefix","backend":{"service":{"name":"cart","port":{"number":80}}}},
        {"path":"/","pathType":"Prefix","backend":{"service":{"name":"storefront","port":{"number":80}}}}]}}]}}}""";
  private static final String PODS =
      """
      {
        "kind": "PodList",
        "apiVersion": "v1",
        "metadata": {"resourceVersion": "12745"},
        "items": [
          {
            "metadata": {"name": "cart-1", "namespace": "shop", "creationTimestamp": "2026-11-22T03:00:00Z"},
            "spec": {"nodeName": "node-3"},
            "status": {"phase": "Running", "podIP": "10.244.3.18"}
          },
          {
            "metadata": {"name": "cart-2", "namespace": "shop", "creationTimestamp": "2026-11-22T03:00:00Z"},
            "spec": {"nodeName": "node-4"},
            "status": {"phase": "Running", "podIP": "10.244.4.18"}
          }
        ]
      }
      """;
  private static final String BOOKMARK =
      "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"12746\"}}}";

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new KubernetesWatchDecoder(options);
  }

  @Override
  protected int maxAmplification() {
    return 300; // Names are repeated in a fact with each identifier.
  }

  @Override
  byte[] lines() {
    return lines(samples());
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(NODE, POD, SERVICE, SLICE, ENDPOINTS, DEPLOYMENT, BUDGET, INGRESS, PODS).stream()
        .map(text -> text.getBytes(UTF_8))
        .toList();
  }

  private TestingOutput decode(String... documents) {
    return decode(String.join("\n", documents).replace("\n ", " ").getBytes(UTF_8));
  }

  @Test
  void aNodeIsAHostWithAllItsNames() {
    Fact node = Facts.of(decode(NODE), "/node/node-3");
    assertThat(node.getType()).isEqualTo("HOST");
    assertThat(Facts.ids(node))
        .containsExactly(
            "KEY node-3 in kubernetes:/node",
            "NAME node-3",
            "UUID EC2ABC-12",
            "CLOUD_ID i-0abc12",
            "NAME 10.0.3.3",
            "NAME ip-10-0-3-3.eu.internal");
    assertThat(node.getAttributes())
        .containsEntry("zone", "eu-central-1a")
        .containsEntry("kubelet", "v1.31.2");
    assertThat(node.getTimeMillis()).isEqualTo(RawRecords.OBSERVED);
  }

  @Test
  void aPodRunsOnItsNodeAndIsTagged() {
    Fact pod = Facts.of(decode(POD), "prod/pod/shop/cart-5d8f7c-x2x9z");
    assertThat(pod.getTimeMillis()).isEqualTo(Instant.parse("2026-11-22T03:16:59Z").toEpochMilli());
    assertThat(Facts.ids(pod))
        .containsExactly(
            "KEY shop/cart-5d8f7c-x2x9z in kubernetes:prod/pod",
            "NAME cart-5d8f7c-x2x9z in prod/shop",
            "IP 10.244.3.17 in prod");
    assertThat(Facts.relations(pod))
        .containsExactly(
            "RUNS_ON []->[KEY node-3 in kubernetes:prod/node, NAME node-3] {}",
            "DEPENDS_ON []->[NAME orders-db] {}",
            "DEPENDS_ON []->[NAME payment] {}");
    assertThat(pod.getAttributes())
        .containsEntry("workload", "cart")
        .containsEntry("owner", "team-cart");
  }

  @Test
  void aServiceHasTheMembersOfItsEndpointsReadyOrNot() {
    TestingOutput out = decode(SERVICE, SLICE, ENDPOINTS);
    assertThat(Facts.ids(Facts.of(out, "/service/shop/cart")))
        .containsExactly(
            "KEY shop/cart in kubernetes:/service",
            "NAME cart in shop",
            "SELECTOR {app=cart, tier=web} in shop",
            "IP 10.96.0.17");
    Fact slice = Facts.of(out, "/endpointslice/shop/cart-abcde");
    assertThat(Facts.ids(slice))
        .containsExactly("KEY shop/cart in kubernetes:/service", "NAME cart in shop");
    assertThat(Facts.relations(slice))
        .containsExactly(
            "SERVED_BY []->[KEY shop/cart-5d8f7c-x2x9z in kubernetes:/pod, NAME"
                + " cart-5d8f7c-x2x9z] {}",
            "RUNS_ON [KEY shop/cart-5d8f7c-x2x9z in kubernetes:/pod, NAME"
                + " cart-5d8f7c-x2x9z]->[KEY node-3 in kubernetes:/node, NAME node-3] {}",
            "SERVED_BY []->[KEY shop/cart-5d8f7c-k4 in kubernetes:/pod, NAME cart-5d8f7c-k4] {}");
    assertThat(Facts.relations(Facts.of(out, "/endpoints/shop/cart"))).hasSize(2);
  }

  @Test
  void howManyMembersAreNeededIsToldByBudgetsAndWorkloads() {
    TestingOutput out = decode(DEPLOYMENT, BUDGET);
    Fact budget = Facts.of(out, "/poddisruptionbudget/shop/cart");
    assertThat(budget.getSource()).isEqualTo("kubernetes-budget");
    assertThat(budget.getAttributes()).containsEntry("required", "5");
    assertThat(Facts.ids(budget)).containsExactly("SELECTOR {app=cart, tier=web} in shop");
    assertThat(Facts.of(out, "/deployment/shop/cart").getAttributes())
        .containsEntry("required", "6");
  }

  @Test
  void anIngressDependsOnWhatIsBehindIt() {
    assertThat(Facts.relations(Facts.of(decode(INGRESS), "/ingress/shop/shop")))
        .containsExactly(
            "DEPENDS_ON []->[KEY shop/cart in kubernetes:/service] {share=0.5}",
            "DEPENDS_ON []->[KEY shop/storefront in kubernetes:/service] {share=0.5}");
  }

  @Test
  void takesAWholeWatchStream() {
    TestingOutput out =
        decode(
            NODE,
            POD,
            SERVICE,
            SLICE,
            BOOKMARK,
            POD.replace("MODIFIED", "DELETED"),
            "{\"type\":\"ADDED\",\"object\":{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"x\"}}}",
            "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"message\":\"too old resource version: 1 (2)\",\"code\":410}}");
    assertThat(out.facts).hasSize(5);
    assertThat(out.facts.get(4).getOp()).isEqualTo(ChangeOp.DELETE);
    assertThat(out.parts)
        .singleElement()
        .satisfies(part -> assertThat(part.reason()).contains("too old resource version"));
  }

  @Test
  void aPodThatHasRunToItsEndIsGone() {
    assertThat(decode(POD.replace("Running", "Succeeded")).facts)
        .singleElement()
        .satisfies(fact -> assertThat(fact.getOp()).isEqualTo(ChangeOp.DELETE));
  }

  @Test
  void objectsInAListHaveTheKindOfTheList() {
    String list =
        "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[{\"metadata\":{\"name\":\"a\",\"namespace\":\"n\"}},"
            + "{\"metadata\":{}}]}";
    TestingOutput out = decode(list);
    assertThat(out.facts).extracting(Fact::getSubject).containsExactly("/pod/n/a");
    assertThat(out.parts.get(0).reason()).startsWith("item 2: ");
  }

  @Test
  void aStreamCutInTheMiddleLosesOnlyTheLineWhereItIsCut() {
    String stream = String.join("\n", line(NODE), line(SERVICE), line(POD));
    TestingOutput out = decode(stream.substring(0, stream.length() - 40).getBytes(UTF_8));
    assertThat(out.facts).hasSize(2);
    assertThat(out.parts)
        .singleElement()
        .satisfies(part -> assertThat(part.reason()).startsWith("line 3: not JSON"));
  }

  private static String line(String document) {
    return document.replace("\n", " ");
  }

  @Test
  void aListCutInTheMiddleIsNotHalfApplied() {
    String list = "{\"kind\":\"PodList\",\"items\":[" + line(POD) + "," + line(POD) + "]}";
    TestingOutput out = decode(list.substring(0, list.length() - 40).getBytes(UTF_8));
    assertThat(out.facts).isEmpty();
    assertThat(out.rejects).hasSize(1);
  }
}
