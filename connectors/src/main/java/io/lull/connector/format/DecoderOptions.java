package io.lull.connector.format;

import java.io.Serializable;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * What decoders can be told.
 *
 * @param limits bounds on size, depth and counts
 * @param eventTime when a sender's clock is believed
 * @param syslogZone zone of syslog time stamps that name none
 */
public record DecoderOptions(Limits limits, EventTime eventTime, ZoneId syslogZone)
    implements Serializable {

  public static final DecoderOptions DEFAULT =
      new DecoderOptions(Limits.DEFAULT, EventTime.DEFAULT, ZoneOffset.UTC);

  /** For a replay: there is no collector's clock, so the sender's time is always taken. */
  public static final DecoderOptions REPLAY = DEFAULT.withEventTime(EventTime.TRUST_SENDER);

  public DecoderOptions withLimits(Limits changed) {
    return new DecoderOptions(changed, eventTime, syslogZone);
  }

  public DecoderOptions withEventTime(EventTime changed) {
    return new DecoderOptions(limits, changed, syslogZone);
  }

  public DecoderOptions withSyslogZone(ZoneId changed) {
    return new DecoderOptions(limits, eventTime, changed);
  }
}
