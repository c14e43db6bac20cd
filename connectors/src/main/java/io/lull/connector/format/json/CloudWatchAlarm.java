package io.lull.connector.format.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.lull.connector.format.EventDraft;
import io.lull.connector.format.Text;
import io.lull.connector.format.Timestamps;
import io.lull.schema.EventStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A CloudWatch alarm as EventBridge delivers it. The alarm's ARN is its key and becomes the
 * qualifier; the resource is what the alarm's metric is about (its dimension), else the ARN.
 */
final class CloudWatchAlarm {
  static final String DETAIL_TYPE = "CloudWatch Alarm State Change";

  /** Dimensions that name a thing, the narrower before the wider. */
  private static final String[] RESOURCE_DIMENSIONS = {
    "InstanceId",
    "DBInstanceIdentifier",
    "DBClusterIdentifier",
    "PodName",
    "TaskId",
    "ServiceName",
    "FunctionName",
    "QueueName",
    "TopicName",
    "TableName",
    "StreamName",
    "CacheClusterId",
    "VolumeId",
    "TargetGroup",
    "LoadBalancer",
    "LoadBalancerName",
    "AutoScalingGroupName",
    "BucketName",
    "ApiName",
    "NatGatewayId",
    "VpnId",
    "ClusterName"
  };

  private CloudWatchAlarm() {}

  /**
   * @param detail the {@code detail} of the event
   * @param arn the alarm's ARN, where the envelope has one
   * @param time the envelope's time, for want of the state's own
   */
  static void fill(JsonNode detail, @Nullable String arn, @Nullable Long time, EventDraft draft)
      throws Refused {
    String name = Json.text(detail, "alarmName");
    if (arn == null && name == null) {
      throw new Refused("no alarm ARN in 'resources' and no 'alarmName', expected one of them");
    }
    JsonNode state = detail.path("state");
    String value = Json.text(state, "value");
    JsonNode configuration = detail.path("configuration");
    String key = arn == null ? String.valueOf(name) : arn;
    String resource = resource(configuration, draft);
    String reason = Json.text(state, "reason");
    String description = Json.text(configuration, "description");
    String at = Json.text(state, "timestamp");
    long stateTime = at == null ? Timestamps.INVALID : Timestamps.parse(at);
    draft
        .type(DETAIL_TYPE)
        .qualifier(key)
        .resource(resource == null ? key : resource)
        .status(status(value))
        .senderTime(stateTime == Timestamps.INVALID ? time : Long.valueOf(stateTime))
        .message(message(name == null ? key : name, value, description, reason))
        .attribute("aws.cloudwatch.alarm.arn", arn)
        .attribute("aws.cloudwatch.alarm.name", name)
        .attribute("aws.cloudwatch.alarm.state", value)
        .attribute(
            "aws.cloudwatch.alarm.previous-state", Json.text(detail.path("previousState"), "value"))
        .attribute("aws.cloudwatch.alarm.description", description);
  }

  private static EventStatus status(@Nullable String value) throws Refused {
    if ("ALARM".equals(value)) {
      return EventStatus.RAISED;
    }
    if ("OK".equals(value)) {
      return EventStatus.CLEARED;
    }
    if ("INSUFFICIENT_DATA".equals(value)) {
      // Says nothing about the alarm: it neither raises nor clears it.
      return EventStatus.STATELESS;
    }
    throw new Refused(
        "field 'detail.state.value' is "
            + (value == null ? "missing" : "'" + Text.clean(value, 80) + "'")
            + ", expected OK, ALARM or INSUFFICIENT_DATA");
  }

  private static String message(
      String name, @Nullable String value, @Nullable String description, @Nullable String reason) {
    StringBuilder text = new StringBuilder(name).append(" is ").append(value);
    if (description != null) {
      text.append(": ").append(description);
    }
    if (reason != null) {
      text.append(" (").append(reason).append(')');
    }
    return text.toString();
  }

  /** Takes the first metric that has dimensions; a metric-math alarm has several metrics. */
  private static @Nullable String resource(JsonNode configuration, EventDraft draft) {
    for (JsonNode entry : configuration.path("metrics")) {
      JsonNode metric = entry.path("metricStat").path("metric");
      JsonNode dimensions = metric.path("dimensions");
      if (!dimensions.isObject() || dimensions.isEmpty()) {
        continue;
      }
      draft
          .attribute("aws.cloudwatch.namespace", Json.text(metric, "namespace"))
          .attribute("aws.cloudwatch.metric", Json.text(metric, "name"));
      Json.flatten("aws.cloudwatch.dimension", dimensions, draft);
      String known = Json.firstText(dimensions, RESOURCE_DIMENSIONS);
      if (known != null) {
        return known;
      }
      for (Map.Entry<String, JsonNode> dimension : dimensions.properties()) {
        String value = Json.text(dimensions, dimension.getKey());
        if (value != null && dimensions.size() == 1) {
          return value;
        }
      }
    }
    return null;
  }
}
