package io.lull.pipeline.reconcile;

import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import io.lull.schema.Identifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resources that telemetry speaks of, as facts of the least trusted source: each when it is first
 * heard of, and again after some hours, so that it does not age while it speaks.
 *
 * <p>What was told lately is remembered for the last 100,000 names only, and not in state: told
 * twice, a mention says nothing new.
 */
public final class Mentions {
  /** How long a mention need not be repeated; a fraction of its time to live. */
  static final long AGAIN_MILLIS = 6 * 3_600_000L;

  private static final int MOST_NAMES = 100_000;
  private static final int MOST_CHARS = 255;

  private final Map<String, Long> told =
      new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_NAMES;
        }
      };

  /**
   * The fact that a resource is there.
   *
   * @param timeMillis when it was spoken of
   * @return null where that is known, or the name tells nothing
   */
  public @Nullable Fact of(String resource, long timeMillis) {
    Long last = told.get(resource);
    if (last != null && timeMillis < last + AGAIN_MILLIS && timeMillis > last - AGAIN_MILLIS) {
      return null;
    }
    String name = resource.strip();
    if (name.isEmpty() || name.length() > MOST_CHARS || name.equals("unknown")) {
      return null;
    }
    told.put(resource, timeMillis);
    return new Fact(
        ReconcileOptions.SEEN,
        name,
        timeMillis,
        ChangeOp.UPSERT,
        "",
        "",
        List.of(new Identifier(Kind.NAME.name(), name, "")),
        Map.of(),
        List.of(),
        null,
        null);
  }

  /** Whether only telemetry has spoken of a CI: it is catalogued, and nobody knows it. */
  public static boolean isMentionOnly(Map<String, String> attributes) {
    return "true".equals(attributes.get(Believed.DISCOVERED));
  }
}
