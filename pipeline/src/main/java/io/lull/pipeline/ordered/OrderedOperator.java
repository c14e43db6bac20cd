package io.lull.pipeline.ordered;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Takes one keyed input in order. */
final class OrderedOperator<K, IN, OUT>
    extends AbstractOrderedOperator<K, IN, OUT, OrderedFunction<K, IN, OUT>>
    implements OneInputStreamOperator<IN, OUT> {
  private static final long serialVersionUID = 1L;

  OrderedOperator(OrderedFunction<K, IN, OUT> function, TypeInformation<IN> inputType) {
    super(function, inputType);
  }

  @Override
  public void processElement(StreamRecord<IN> record) throws Exception {
    accept(record);
  }
}
