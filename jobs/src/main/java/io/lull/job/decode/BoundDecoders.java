package io.lull.job.decode;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.Decoders;
import io.lull.job.config.SourceBinding;
import java.util.HashMap;
import java.util.Map;

/** The decoder of each topic, made when its first record comes. For one thread. */
final class BoundDecoders {
  private final DecodeOptions options;
  private final Map<String, Decoder> byTopic = new HashMap<>();

  BoundDecoders(DecodeOptions options) {
    this.options = options;
  }

  Decoder of(String topic) {
    Decoder known = byTopic.get(topic);
    if (known != null) {
      return known;
    }
    Decoder decoder = create(topic);
    byTopic.put(topic, decoder);
    return decoder;
  }

  private Decoder create(String topic) {
    for (SourceBinding binding : options.bindings()) {
      if (binding.matches(topic)) {
        return switch (binding.format()) {
          case ClockDecoder.FORMAT -> new ClockDecoder();
          case EventAvroDecoder.FORMAT -> new EventAvroDecoder(options.serdes());
          case ServiceMapDecoder.FORMAT -> new ServiceMapDecoder();
          case FactAvroDecoder.FORMAT -> new FactAvroDecoder(options.serdes());
          case MetricAvroDecoder.FORMAT -> new MetricAvroDecoder(options.serdes());
          default -> Decoders.create(binding.format(), options.decoders());
        };
      }
    }
    return new UnboundDecoder();
  }
}
