package io.lull.pipeline.classify;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One classification rule.
 *
 * @param id unique in its file
 * @param line where it stands in its file, from 1
 * @param match when it applies
 * @param set what it sets: for each field templates, of which the first without a gap is taken
 * @param attributes attributes it sets, likewise
 * @param overrides fields in which it wins over what the sender said
 * @param goesOn whether later rules may add what this one leaves open
 * @param examples worked examples, checked when the file is read
 */
record Rule(
    String id,
    int line,
    RuleMatch match,
    Map<Field, List<Template>> set,
    Map<String, List<Template>> attributes,
    Set<Field> overrides,
    boolean goesOn,
    List<Example> examples) {

  static @Nullable String render(List<Template> templates, Subject subject) {
    for (int i = 0; i < templates.size(); i++) {
      String text = templates.get(i).render(subject);
      if (text != null) {
        return text;
      }
    }
    return null;
  }
}
