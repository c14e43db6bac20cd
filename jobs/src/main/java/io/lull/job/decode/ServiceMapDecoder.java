package io.lull.job.decode;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.RawRecord;
import io.lull.pipeline.reconcile.ServiceMap;
import io.lull.pipeline.yaml.Problem;
import java.nio.charset.StandardCharsets;

/** Service maps in YAML, a whole map a record; what is wrong is refused by its line. */
public final class ServiceMapDecoder implements Decoder {
  public static final String FORMAT = "service-map";

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public void decode(RawRecord raw, Output out) {
    String yaml = new String(raw.value(), StandardCharsets.UTF_8);
    ServiceMap.Parsed parsed = ServiceMap.parse(raw.source(), yaml);
    parsed.facts().forEach(out::fact);
    for (Problem problem : parsed.problems()) {
      out.rejectPart(problem.toString(), raw.value());
    }
  }
}
