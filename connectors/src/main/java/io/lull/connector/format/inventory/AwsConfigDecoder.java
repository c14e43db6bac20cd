package io.lull.connector.format.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.json.Json;
import io.lull.connector.format.json.Refused;
import io.lull.schema.Identifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code aws-config}: configuration items of AWS Config, alone, in a snapshot ({@code
 * configurationItems}), in a notification ({@code configurationItem}) or in the event that
 * EventBridge makes of it ({@code detail}).
 *
 * <p>CIs are instances, databases, load balancers, auto scaling groups and availability zones; what
 * else AWS records is passed over.
 */
public final class AwsConfigDecoder extends JsonInventoryDecoder {
  private static final String SOURCE = "aws-config";

  private static final Map<String, String> TYPES =
      Map.of(
          "AWS::EC2::Instance", "VM",
          "AWS::RDS::DBInstance", "DATABASE",
          "AWS::ElasticLoadBalancingV2::LoadBalancer", "LOAD_BALANCER",
          "AWS::ElasticLoadBalancing::LoadBalancer", "LOAD_BALANCER",
          "AWS::AutoScaling::AutoScalingGroup", "SERVICE");

  public AwsConfigDecoder(DecoderOptions options) {
    super("aws-config", options);
  }

  @Override
  void items(JsonNode document, List<JsonNode> into) throws Refused {
    JsonNode inner = document.path("detail").isObject() ? document.path("detail") : document;
    if (inner.path("configurationItems").isArray()) {
      inner.path("configurationItems").forEach(into::add);
    } else if (inner.path("configurationItem").isObject()) {
      into.add(inner.path("configurationItem"));
    } else {
      super.items(inner, into);
    }
  }

  @Override
  void item(JsonNode item, JsonNode document, FactWriter out) throws Refused {
    requireObject(item, "a configuration item");
    String resourceType = Json.text(item, "resourceType");
    String id = Json.text(item, "resourceId");
    if (resourceType == null || id == null) {
      throw new Refused("fields 'resourceType' and 'resourceId' are missing");
    }
    String type = TYPES.get(resourceType);
    if (type == null) {
      return;
    }
    Long time = time(item, "configurationItemCaptureTime");
    String arn = Json.firstText(item, "ARN", "arn");
    JsonNode configuration = item.path("configuration");
    FactDraft draft =
        out.draft(SOURCE, resourceType + '/' + id)
            .type(type)
            .name(name(item, configuration, id))
            .id("CLOUD_ID", resourceType.startsWith("AWS::EC2::") ? id : arn == null ? id : arn)
            .attribute("account", Json.firstText(item, "awsAccountId", "accountId"))
            .attribute("region", Json.text(item, "awsRegion"))
            .attribute("zone", Json.text(item, "availabilityZone"))
            .attribute("arn", arn);
    String status = Json.text(item, "configurationItemStatus");
    if (status != null && status.startsWith("ResourceDeleted")) {
      out.write(draft.gone(), time);
      return;
    }
    switch (resourceType) {
      case "AWS::EC2::Instance" -> instance(configuration, draft, scope(item, configuration));
      case "AWS::RDS::DBInstance" ->
          draft
              .id("FQDN", Json.text(configuration.path("endpoint"), "address"))
              .id("NAME", Json.firstText(configuration, "dBInstanceIdentifier"))
              .attribute("engine", Json.text(configuration, "engine"));
      case "AWS::AutoScaling::AutoScalingGroup" -> group(configuration, draft);
      default -> draft.id("FQDN", Json.firstText(configuration, "dNSName", "dnsname"));
    }
    tags(item, draft);
    out.write(draft, time);
  }

  private static @Nullable String name(JsonNode item, JsonNode configuration, String id) {
    String tag = Json.text(item.path("tags"), "Name");
    if (tag != null) {
      return tag;
    }
    String own =
        Json.firstText(
            configuration, "dBInstanceIdentifier", "loadBalancerName", "autoScalingGroupName");
    String name = own == null ? Json.text(item, "resourceName") : own;
    return name == null ? id : name;
  }

  /** Private addresses are unique in their network. */
  private static String scope(JsonNode item, JsonNode configuration) {
    String vpc = Json.text(configuration, "vpcId");
    for (JsonNode relation : item.path("relationships")) {
      if (vpc == null && "AWS::EC2::VPC".equals(Json.text(relation, "resourceType"))) {
        vpc = Json.text(relation, "resourceId");
      }
    }
    return vpc == null ? "" : vpc;
  }

  private static void instance(JsonNode configuration, FactDraft draft, String vpc) {
    draft
        .id("IP", Json.text(configuration, "privateIpAddress"), vpc)
        .id("IP", Json.text(configuration, "publicIpAddress"))
        .id("FQDN", Json.text(configuration, "privateDnsName"))
        .id("FQDN", Json.text(configuration, "publicDnsName"))
        .attribute("instanceType", Json.text(configuration, "instanceType"))
        .attribute("image", Json.text(configuration, "imageId"));
    for (JsonNode port : configuration.path("networkInterfaces")) {
      draft.id("MAC", Json.text(port, "macAddress"));
      for (JsonNode address : port.path("privateIpAddresses")) {
        draft.id("IP", Json.text(address, "privateIpAddress"), vpc);
      }
    }
  }

  /** A group is a service that needs its smallest size. */
  private static void group(JsonNode configuration, FactDraft draft) {
    String smallest = Json.text(configuration, "minSize");
    if (smallest != null && smallest.matches("[1-9]\\d{0,5}")) {
      draft.attribute("required", smallest);
    }
    for (JsonNode member : configuration.path("instances")) {
      List<Identifier> reference = FactDraft.reference("CLOUD_ID", Json.text(member, "instanceId"));
      if (!reference.isEmpty()) {
        draft.to("SERVED_BY", reference, Map.of());
      }
    }
  }

  private static void tags(JsonNode item, FactDraft draft) {
    item.path("tags")
        .properties()
        .forEach(
            tag -> {
              String key = tag.getKey();
              String value = tag.getValue().asText();
              if (key.equals("Name")) {
                draft.id("NAME", value);
              } else if (key.equals("lull:depends-on")) {
                others(value)
                    .forEach(
                        other ->
                            draft.to("DEPENDS_ON", FactDraft.reference("NAME", other), Map.of()));
              } else {
                draft.attribute(key.startsWith("lull:") ? key.substring(5) : "tag." + key, value);
              }
            });
  }

  private static List<String> others(String value) {
    List<String> others = new ArrayList<>();
    for (String other : value.split("[,; ]+")) {
      if (!other.isBlank()) {
        others.add(other.strip());
      }
    }
    return others;
  }
}
