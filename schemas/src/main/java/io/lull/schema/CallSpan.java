package io.lull.schema;

import org.jspecify.annotations.Nullable;

/**
 * What a span tells of calls between services. A class with public fields, because there are very
 * many of them.
 */
public final class CallSpan {
  /** Work within a service. */
  public static final byte INTERNAL = 0;

  /** A call that goes out, or a message that is sent. */
  public static final byte OUTGOING = 1;

  /** A request that comes in, or a message that is taken. */
  public static final byte INCOMING = 2;

  /** The service that did it. */
  public String service = "";

  /** A part of the trace id that all spans of a trace share. */
  public long trace;

  public long id;

  /** Id of the span it is part of; 0: none. */
  public long parent;

  public byte role;

  /** End of the span, milliseconds since the epoch. */
  public long timeMillis;

  public long durationMicros;

  public boolean error;

  /** The other end of a call that goes out, where the span names it. */
  public @Nullable String peer;

  /** For Flink. */
  public CallSpan() {}

  public CallSpan(
      String service,
      long trace,
      long id,
      long parent,
      byte role,
      long timeMillis,
      long durationMicros,
      boolean error,
      @Nullable String peer) {
    this.service = service;
    this.trace = trace;
    this.id = id;
    this.parent = parent;
    this.role = role;
    this.timeMillis = timeMillis;
    this.durationMicros = durationMicros;
    this.error = error;
    this.peer = peer;
  }
}
