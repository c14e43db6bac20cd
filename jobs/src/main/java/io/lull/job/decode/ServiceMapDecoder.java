package io.lull.job.decode;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.RawRecord;
import io.lull.pipeline.reconcile.ServiceMap;
import io.lull.pipeline.yaml.Problem;
import io.lull.schema.Fact;
import java.nio.charset.StandardCharsets;

/**
 * Service maps in YAML, a whole map a record; what is wrong is refused by its line. Which map it is
 * says the record's key, else the topic or the file; since when it holds, where it says nothing
 * itself, the record's time, and of a file: since ever. An empty record with a key withdraws the
 * map.
 */
public final class ServiceMapDecoder implements Decoder {
  public static final String FORMAT = "service-map";

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public void decode(RawRecord raw, Output out) {
    String key = key(raw);
    if (raw.value().length == 0 && !key.isEmpty()) {
      out.fact(dated(ServiceMap.withdrawn(key, raw.origin()), raw));
      return;
    }
    String yaml = new String(raw.value(), StandardCharsets.UTF_8);
    ServiceMap.Parsed parsed =
        ServiceMap.parse(key.isEmpty() ? raw.source() : key, raw.origin(), yaml);
    parsed.facts().forEach(fact -> out.fact(dated(fact, raw)));
    for (Problem problem : parsed.problems()) {
      out.rejectPart(problem.toString(), raw.value());
    }
  }

  /** So that it is known which version is the later one, however late one comes. */
  private static Fact dated(Fact fact, RawRecord raw) {
    if (fact.getTimeMillis() == null && raw.partition() >= 0) {
      fact.setTimeMillis(raw.timestampMillis());
    }
    return fact;
  }

  private static String key(RawRecord raw) {
    byte[] key = raw.key();
    return key == null ? "" : new String(key, StandardCharsets.UTF_8).strip();
  }
}
