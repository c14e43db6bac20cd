package io.lull.job.decode;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.RawRecord;
import io.lull.pipeline.reconcile.ServiceMap;
import io.lull.pipeline.yaml.Problem;
import java.nio.charset.StandardCharsets;

/**
 * Service maps in YAML, a whole map a record; what is wrong is refused by its line. Which map it is
 * says the record's key, else the topic or the file. An empty record with a key withdraws the map.
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
      out.fact(ServiceMap.withdrawn(key, raw.origin()));
      return;
    }
    String yaml = new String(raw.value(), StandardCharsets.UTF_8);
    ServiceMap.Parsed parsed =
        ServiceMap.parse(key.isEmpty() ? raw.source() : key, raw.origin(), yaml);
    parsed.facts().forEach(out::fact);
    for (Problem problem : parsed.problems()) {
      out.rejectPart(problem.toString(), raw.value());
    }
  }

  private static String key(RawRecord raw) {
    byte[] key = raw.key();
    return key == null ? "" : new String(key, StandardCharsets.UTF_8).strip();
  }
}
