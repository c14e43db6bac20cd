package io.lull.connector.kafka;

import java.io.Serializable;
import java.util.Map;
import java.util.Properties;

/**
 * How to reach Kafka and what to find there.
 *
 * @param bootstrap brokers to start from
 * @param group prefix of consumer groups and transactional ids
 * @param properties handed to every client as they are
 * @param serdes how the contracts are encoded
 * @param topics names
 */
public record KafkaSettings(
    String bootstrap,
    String group,
    Map<String, String> properties,
    AvroSerdes serdes,
    TopicNames topics)
    implements Serializable {

  public KafkaSettings {
    properties = Map.copyOf(properties);
  }

  /** Properties every client starts from. */
  public Properties clientProperties() {
    Properties client = new Properties();
    client.putAll(properties);
    client.setProperty("bootstrap.servers", bootstrap);
    return client;
  }

  /** Properties of clients that a person waits for: a broker that is not there is said soon. */
  public Properties adminProperties() {
    Properties admin = clientProperties();
    admin.putIfAbsent("default.api.timeout.ms", "15000");
    admin.putIfAbsent("request.timeout.ms", "15000");
    return admin;
  }
}
