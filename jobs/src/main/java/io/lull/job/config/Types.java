package io.lull.job.config;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types of options whose values are one scalar. */
public final class Types {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z./][A-Za-z0-9_./@%+-]*(:[0-9]+)?");

  public static final OptionType<String> STRING =
      new Scalar<>("string", "text", text -> text, Types::quote);

  public static final OptionType<Integer> INT =
      new Scalar<>("integer", "a whole number", text -> integer(text), String::valueOf);

  public static final OptionType<Double> DOUBLE =
      new Scalar<>("number", "a number", text -> number(text), String::valueOf);

  public static final OptionType<Boolean> BOOLEAN =
      new Scalar<>("boolean", "true or false", Types::bool, String::valueOf);

  public static final OptionType<Duration> DURATION =
      new Scalar<>(
          "duration",
          "a duration such as 500ms, 5s, 15min, 2h or 7d",
          Durations::parse,
          Durations::render);

  public static final OptionType<Long> SIZE =
      new Scalar<>(
          "size",
          "a size in bytes such as 4096, 64KiB, 16MiB or 2GiB",
          Sizes::parse,
          Sizes::render);

  /** {@code host:port}, the port within 0..65535; 0 takes a free one. */
  public static final OptionType<String> ADDRESS =
      new Scalar<>("address", "host:port with a port of 0..65535", Types::address, Types::quote);

  public static final OptionType<ZoneId> ZONE =
      new Scalar<>(
          "time zone",
          "a time zone such as UTC, Europe/Berlin or +02:00",
          Types::zone,
          zone -> quote(zone.getId()));

  /** A path; relative ones start from the directory of the file they are written in. */
  public static final OptionType<Path> PATH = new PathType();

  private Types() {}

  /** One of the constants of an enum, written in lower case with hyphens. */
  public static <E extends Enum<E>> OptionType<E> oneOf(Class<E> type) {
    E[] constants = type.getEnumConstants();
    String names = Arrays.stream(constants).map(Types::kebab).collect(Collectors.joining(", "));
    return new Scalar<>(
        "one of " + names,
        "one of " + names,
        text ->
            Arrays.stream(constants)
                .filter(c -> kebab(c).equals(kebab(text)))
                .findFirst()
                .orElse(null),
        Types::kebab);
  }

  static String quote(String text) {
    boolean plain =
        PLAIN.matcher(text).matches()
            && !text.equals("true")
            && !text.equals("false")
            && !text.equals("null");
    return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String kebab(Object name) {
    return name.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static @Nullable Integer integer(String text) {
    try {
      return Integer.valueOf(text.replace("_", ""));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Double number(String text) {
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? value : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Boolean bool(String text) {
    return switch (text) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> null;
    };
  }

  private static @Nullable ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable String address(String text) {
    int colon = text.lastIndexOf(':');
    Integer port = colon <= 0 ? null : integer(text.substring(colon + 1));
    return port == null || port < 0 || port > 65_535 ? null : text;
  }

  private record Scalar<T>(
      String name,
      String allowed,
      Function<String, @Nullable T> parse,
      Function<? super T, String> write)
      implements OptionType<T> {
    @Override
    public @Nullable T read(ConfigNode node, String key, Problems problems) {
      String text = node.scalar();
      T value = text == null ? null : parse.apply(text.strip());
      if (value == null) {
        problems.add(node.line(), key, node.text(), allowed);
      }
      return value;
    }

    @Override
    public String render(T value) {
      return write.apply(value);
    }
  }

  private static final class PathType implements OptionType<Path> {
    @Override
    public String name() {
      return "path";
    }

    @Override
    public String allowed() {
      return "a path, relative to the directory of this file";
    }

    @Override
    public @Nullable Path read(ConfigNode node, String key, Problems problems) {
      String text = node.scalar();
      if (text == null || text.isBlank() || text.indexOf('\0') >= 0) {
        problems.add(node.line(), key, node.text(), allowed());
        return null;
      }
      return node.resolve(text);
    }

    @Override
    public String render(Path value) {
      return quote(value.toString());
    }
  }
}
