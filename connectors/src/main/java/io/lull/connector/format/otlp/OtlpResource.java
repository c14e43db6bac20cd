package io.lull.connector.format.otlp;

import io.lull.connector.format.Limits;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.Text;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What an OTLP resource says.
 *
 * @param name the CI that speaks
 * @param labels what tells apart the series of several emitters of one name, such as the containers
 *     of a pod or the services of a host
 * @param attributes all attributes, as text
 */
record OtlpResource(String name, Map<String, String> labels, Map<String, String> attributes) {

  /** Attributes that name the CI, the first that is there counts. */
  static final List<String> NAMES =
      List.of("service.instance.id", "k8s.pod.name", "host.name", "k8s.node.name", "service.name");

  /** For spans the service comes first: it is the service that fails, wherever it runs. */
  static final List<String> SERVICE_NAMES =
      List.of("service.name", "service.instance.id", "k8s.pod.name", "host.name");

  private static final List<String> IDENTIFYING =
      List.of(
          "service.namespace",
          "service.name",
          "service.instance.id",
          "k8s.namespace.name",
          "k8s.pod.name",
          "k8s.container.name",
          "k8s.node.name",
          "container.id",
          "host.name",
          "process.pid");

  /** SDKs make up a random id where none is set; no inventory knows it. */
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  static OtlpResource of(Resource resource, RawRecord raw, List<String> names, Limits limits) {
    Map<String, String> attributes = attributes(resource.getAttributesList(), limits);
    String chosen = "";
    String name = raw.sender();
    for (String candidate : names) {
      String value = attributes.getOrDefault(candidate, "");
      boolean random = candidate.equals("service.instance.id") && UUID.matcher(value).matches();
      if (!value.isBlank() && !random) {
        chosen = candidate;
        name = value;
        break;
      }
    }
    Map<String, String> labels = new LinkedHashMap<>();
    for (String key : IDENTIFYING) {
      String value = attributes.getOrDefault(key, "");
      if (!key.equals(chosen) && !value.isEmpty()) {
        labels.put(key, value);
      }
    }
    return new OtlpResource(name, labels, attributes);
  }

  /** Whether one of the attributes that name a CI says so itself, whoever sent it. */
  boolean namesItself() {
    for (String key : NAMES) {
      if (name.equals(attributes.get(key))) {
        return true;
      }
    }
    return false;
  }

  /** Attributes as text within the limits; the first of a name stays. */
  static Map<String, String> attributes(List<KeyValue> list, Limits limits) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (KeyValue entry : list) {
      if (!entry.getKey().isEmpty()) {
        attributes.putIfAbsent(
            Text.clean(entry.getKey(), limits.maxStringChars()),
            Text.clean(AnyValues.text(entry.getValue()), limits.maxStringChars()));
      }
    }
    return attributes;
  }
}
