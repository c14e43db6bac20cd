package io.lull.job.decode;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.RawRecord;

/** Refuses records of topics that no binding names, which a change of the bindings may leave. */
final class UnboundDecoder implements Decoder {
  @Override
  public String format() {
    return "unbound";
  }

  @Override
  public void decode(RawRecord raw, Output out) {
    out.reject("topic " + raw.source() + " is bound to no format; add it to 'sources'");
  }
}
