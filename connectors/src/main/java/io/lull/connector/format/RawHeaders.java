package io.lull.connector.format;

/** Names of the Kafka headers that the gateway sets on raw records; every one may be absent. */
public final class RawHeaders {
  /** Address of the sender as the socket saw it, {@code 10.0.0.7} without the port. */
  public static final String PEER = "lull.peer";

  /** The HTTP Content-Type, as sent. */
  public static final String CONTENT_TYPE = "content-type";

  /** The HTTP Content-Encoding of the value ({@code gzip}, {@code snappy}), as sent. */
  public static final String CONTENT_ENCODING = "content-encoding";

  /** Prefix of CloudEvents attributes in binary mode: {@code ce_type}, {@code ce_source}. */
  public static final String CLOUDEVENT_PREFIX = "ce_";

  /** Within what the names of an inventory are unique: a cluster, a site, an account. */
  public static final String SCOPE = "lull.scope";

  /** Version a re-encoded SNMP message came in: {@code 3} where the gateway decrypted it. */
  public static final String SNMP_VERSION = "snmp.version";

  private RawHeaders() {}
}
