package io.lull.pipeline.threshold;

import io.lull.pipeline.model.SampleScore;
import io.lull.schema.Event;
import java.util.ArrayList;
import java.util.List;

/** Keeps what the evaluator puts out. */
final class TestingOutput implements ThresholdEvaluator.Output {
  final List<Event> events = new ArrayList<>();
  final List<SampleScore> scores = new ArrayList<>();
  int outOfOrder;
  int refused;

  @Override
  public void event(Event event) {
    events.add(event);
  }

  @Override
  public void score(SampleScore score) {
    scores.add(score);
  }

  @Override
  public void outOfOrder() {
    outOfOrder++;
  }

  @Override
  public void refused() {
    refused++;
  }

  /** {@code time STATUS SEVERITY type/qualifier}, since the last call. */
  List<String> drain() {
    List<String> lines =
        events.stream()
            .map(
                e ->
                    e.getTimeMillis() / 1000
                        + " "
                        + e.getStatus()
                        + " "
                        + e.getSeverity()
                        + " "
                        + e.getType()
                        + "/"
                        + e.getQualifier())
            .toList();
    events.clear();
    return lines;
  }
}
