package io.lull.job.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes in bytes as people write them: {@code 4096}, {@code 64KiB}, {@code 16MiB}. */
public final class Sizes {
  private static final Pattern TEXT =
      Pattern.compile("([0-9]{1,12})\\s*(?:(B)|(KiB|k)|(MiB|m)|(GiB|g))?");

  private Sizes() {}

  /** Bytes, or null where the text is no size. */
  public static @Nullable Long parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    int shift = 0;
    if (matcher.group(3) != null) {
      shift = 10;
    } else if (matcher.group(4) != null) {
      shift = 20;
    } else if (matcher.group(5) != null) {
      shift = 30;
    }
    long count = Long.parseLong(matcher.group(1));
    return count > Long.MAX_VALUE >> shift ? null : count << shift;
  }

  /** The size in the largest unit that loses nothing. */
  public static String render(long bytes) {
    if (bytes != 0 && bytes % (1L << 30) == 0) {
      return (bytes >> 30) + "GiB";
    }
    if (bytes != 0 && bytes % (1L << 20) == 0) {
      return (bytes >> 20) + "MiB";
    }
    if (bytes != 0 && bytes % (1L << 10) == 0) {
      return (bytes >> 10) + "KiB";
    }
    return Long.toString(bytes);
  }
}
