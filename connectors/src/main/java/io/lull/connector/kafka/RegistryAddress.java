package io.lull.connector.kafka;

import java.io.Serializable;
import java.net.URI;

/**
 * Where a schema registry is.
 *
 * @param url base URL of its Confluent API
 * @param credentials user:password of HTTP basic authentication; empty: none
 */
public record RegistryAddress(URI url, String credentials) implements Serializable {
  @Override
  public String toString() {
    return url.toString(); // Without the password.
  }
}
