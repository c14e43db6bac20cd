package io.lull.pipeline.model;

import io.lull.pipeline.yaml.YamlFields;
import io.lull.schema.Scrape;
import io.lull.schema.ScrapeLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Of a scrape the series that rules name, so that no others need to go to who reads those rules:
 * mostly there are none, and else few.
 *
 * <p>Cost: a look-up by layout, and a copy of the values that are named.
 */
public final class NamedSeries {
  /** Layouts come from the outside: beyond this many the cache starts again. */
  private static final int MAX_LAYOUTS = 20_000;

  private static final int MOST_CHARACTERS = 4 << 20;

  /** Keys of rules that name a metric. */
  private static final Set<String> NAMING = Set.of("metric", "of");

  private final Set<Glob> named = new LinkedHashSet<>();
  private final Map<ScrapeLayout, Part> byLayout = new HashMap<>();

  /** Which series of a layout are named, and a layout of these alone. */
  private record Part(int[] indexes, ScrapeLayout layout) {}

  /**
   * @param texts rules as YAML
   * @param sections the keys under which the rules are that count
   */
  public NamedSeries(List<String> texts, Set<String> sections) {
    for (String text : texts) {
      Node root = YamlFields.root(new YamlFields.Problems(""), text, MOST_CHARACTERS);
      if (root instanceof MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
          if (tuple.getKeyNode() instanceof ScalarNode key && sections.contains(key.getValue())) {
            gather(tuple.getValueNode());
          }
        }
      }
    }
  }

  private void gather(Node node) {
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(this::gather);
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key
            && NAMING.contains(key.getValue())
            && tuple.getValueNode() instanceof ScalarNode metric) {
          named.add(new Glob(metric.getValue()));
        } else {
          gather(tuple.getValueNode());
        }
      }
    }
  }

  /** The scrape with the series that are named; null: none is. */
  public @Nullable Scrape of(Scrape scrape) {
    if (named.isEmpty()) {
      return null;
    }
    Part part = byLayout.get(scrape.layout());
    if (part == null) {
      if (byLayout.size() >= MAX_LAYOUTS) {
        byLayout.clear();
      }
      part = part(scrape.layout());
      byLayout.put(scrape.layout(), part);
    }
    int[] indexes = part.indexes();
    if (indexes.length == 0 || indexes.length == scrape.size()) {
      return indexes.length == 0 ? null : scrape;
    }
    long[] values = new long[indexes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = scrape.bits(indexes[i]);
    }
    return new Scrape(
        scrape.resource(),
        scrape.timeMillis(),
        scrape.observedMillis(),
        scrape.source(),
        scrape.originSource(),
        scrape.originPartition(),
        scrape.originPosition(),
        scrape.common(),
        part.layout(),
        values);
  }

  private Part part(ScrapeLayout layout) {
    int[] found = new int[layout.size()];
    int size = 0;
    ScrapeLayout.Builder builder = new ScrapeLayout.Builder();
    for (int i = 0; i < found.length; i++) {
      ScrapeLayout.Entry entry = layout.entry(i);
      if (isNamed(entry.metric())) {
        found[size++] = i;
        builder.add(entry.metric(), entry.labels(), entry.kind(), entry.unit());
      }
    }
    return new Part(Arrays.copyOf(found, size), builder.build());
  }

  private boolean isNamed(String metric) {
    for (Glob glob : named) {
      if (glob.matches(metric)) {
        return true;
      }
    }
    return false;
  }
}
