package io.lull.pipeline.classify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the few of many rules that an event may match: by its type, and for rules of any type by
 * the text that their patterns require.
 */
final class RuleIndex {

  /** Types whose rules are remembered. More, and it starts anew: types come from outside. */
  private static final int MAX_CACHED_TYPES = 4_096;

  private static final int NONE = Integer.MAX_VALUE;

  private final List<Rule> rules;
  private final Map<String, int[]> byExactType = new HashMap<>();
  private final List<Integer> byGlob = new ArrayList<>();
  private final int[] always;
  private final GramIndex byText;
  private final int firstByText;
  private final Map<String, int[]> cache = new ConcurrentHashMap<>();

  RuleIndex(List<Rule> rules) {
    this.rules = rules;
    Map<String, List<Integer>> exact = new HashMap<>();
    Map<Integer, List<String>> literals = new HashMap<>();
    List<Integer> rest = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      RuleMatch match = rules.get(i).match();
      if (match.types().isEmpty()) {
        List<String> texts = match.message() == null ? List.of() : match.message().literals();
        boolean indexable = texts.stream().allMatch(text -> text.length() >= GramIndex.GRAM);
        if (indexable && !texts.isEmpty()) {
          literals.put(i, texts);
        } else {
          rest.add(i);
        }
      } else if (match.types().stream().allMatch(Glob::exact)) {
        for (Glob type : match.types()) {
          exact.computeIfAbsent(type.text(), k -> new ArrayList<>()).add(i);
        }
      } else {
        byGlob.add(i);
      }
    }
    exact.forEach((type, list) -> byExactType.put(type, ints(list)));
    this.always = ints(rest);
    this.byText = GramIndex.of(literals);
    this.firstByText = literals.keySet().stream().mapToInt(i -> i).min().orElse(NONE);
  }

  /** The rules to try on an event, in their order. */
  Search search(String type, String message) {
    return new Search(ofType(type), message);
  }

  /**
   * Goes through the rules to try. The message is read only when it has come to where rules are
   * found by it: mostly the event has found its rule by then.
   */
  final class Search {
    private final int[] ofType;
    private final String message;
    private int @Nullable [] ofText;
    private int typesTried;
    private int textsTried;

    private Search(int[] ofType, String message) {
      this.ofType = ofType;
      this.message = message;
    }

    /** The next rule, or null. */
    @Nullable Rule next() {
      int byType = typesTried < ofType.length ? ofType[typesTried] : NONE;
      if (byType > firstByText) {
        int text = nextOfText();
        if (text < byType) {
          textsTried++;
          return rules.get(text);
        }
      }
      if (byType == NONE) {
        return null;
      }
      typesTried++;
      return rules.get(byType);
    }

    private int nextOfText() {
      int[] found = ofText;
      if (found == null) {
        IntList list = new IntList();
        byText.collect(message, list);
        found = list.sortedDistinct();
        ofText = found;
      }
      return textsTried < found.length ? found[textsTried] : NONE;
    }
  }

  /** Positions of the rules that go by the type, and of those that are tried always. */
  private int[] ofType(String type) {
    int[] known = cache.get(type);
    if (known != null) {
      return known;
    }
    IntList found = new IntList();
    found.addAll(always);
    found.addAll(byExactType.getOrDefault(type, new int[0]));
    for (int position : byGlob) {
      if (rules.get(position).match().typeMatches(type)) {
        found.addAll(new int[] {position});
      }
    }
    int[] positions = found.sortedDistinct();
    if (cache.size() >= MAX_CACHED_TYPES) {
      cache.clear();
    }
    cache.put(type, positions);
    return positions;
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
