package io.lull.job.decode;

import io.lull.connector.format.DecoderOptions;
import io.lull.connector.kafka.AvroSerdes;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.KafkaOptions;
import io.lull.job.config.LullConfig;
import io.lull.job.config.SourceBinding;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What decoding needs to know.
 *
 * @param bindings which format the records of a topic have; the first that matches holds
 * @param decoders limits, clocks and zones
 * @param serdes how Avro is read
 */
public record DecodeOptions(
    ArrayList<SourceBinding> bindings, DecoderOptions decoders, AvroSerdes serdes)
    implements Serializable {

  public DecodeOptions(List<SourceBinding> bindings, DecoderOptions decoders, AvroSerdes serdes) {
    this(new ArrayList<>(bindings), decoders, serdes);
  }

  public static DecodeOptions of(LullConfig config) {
    return new DecodeOptions(
        config.get(KafkaOptions.SOURCES),
        KafkaBinding.decoderOptions(config),
        KafkaBinding.settings(config).serdes());
  }
}
