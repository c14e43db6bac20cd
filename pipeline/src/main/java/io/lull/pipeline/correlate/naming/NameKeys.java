package io.lull.pipeline.correlate.naming;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the name of a CI may have in common with others: its tokens (site, role, rack), its
 * beginnings, its shape with the digits masked, its DNS domain; of an address its networks.
 *
 * <p>Nothing here knows which part of a name means what. Each part is a key, and how rare a key is
 * among what is alarming decides how much it says (as in the inverse document frequency [1]).
 *
 * <p>Cost: linear in the name, of which {@value #MOST_CHARS} characters are looked at.
 *
 * <ol>
 *   <li>K. Spärck Jones: A statistical interpretation of term specificity and its application in
 *       retrieval. Journal of Documentation 28, 1972
 * </ol>
 */
public final class NameKeys {

  /** Keys of one name. */
  public static final int MOST = 10;

  private static final int MOST_CHARS = 253;
  private static final int MOST_BEGINNINGS = 3;
  private static final int MOST_WHOLES = 2;

  private NameKeys() {}

  /** Returns the keys of a name, the same for the same name, at most {@link #MOST}. */
  public static List<String> of(String name) {
    String text = canonical(name);
    Set<String> keys = new LinkedHashSet<>();
    if (isIpv4(text)) {
      networks(text, '.', 3, keys);
    } else if (isIpv6(text)) {
      networks(text, ':', 4, keys);
    } else {
      words(text, keys);
    }
    List<String> all = new ArrayList<>(keys);
    return all.size() <= MOST ? all : List.copyOf(all.subList(0, MOST));
  }

  /** The names a message may call a CI by: as it is reported, and without its domain. */
  public static List<String> own(String name) {
    String text = canonical(name);
    int dot = text.indexOf('.');
    return dot < 2 || isIpv4(text) ? List.of(text) : List.of(text, text.substring(0, dot));
  }

  /** The name without its domain; the same where it has none. */
  public static String label(String name) {
    List<String> own = own(name);
    return own.get(own.size() - 1);
  }

  /**
   * Beginnings of a name that may be the names of others, what it is a part of: {@code
   * host-9-2-vm1} is a part of {@code host-9-2}. Only those with a digit: words alone name kinds.
   */
  public static List<String> wholes(String name) {
    String text = canonical(name);
    if (isIpv4(text) || isIpv6(text)) {
      return List.of();
    }
    int dot = text.indexOf('.');
    String host = dot < 0 ? text : text.substring(0, dot);
    List<int[]> parts = parts(host);
    List<String> wholes = new ArrayList<>(MOST_WHOLES);
    for (int i = parts.size() - 2; i >= 0 && wholes.size() < MOST_WHOLES; i--) {
      String whole = host.substring(0, parts.get(i)[1]);
      if (whole.chars().anyMatch(c -> isDigit((char) c)) && !isDigits(whole, 0, whole.length())) {
        wholes.add(whole);
      }
    }
    return wholes;
  }

  static String canonical(String name) {
    String text = name.strip().toLowerCase(Locale.ROOT);
    int end = Math.min(text.length(), MOST_CHARS);
    int port = text.lastIndexOf(':');
    if (port > 0 && text.indexOf(':') == port && isDigits(text, port + 1, text.length())) {
      end = Math.min(end, port);
    }
    return text.substring(0, end);
  }

  private static void words(String text, Set<String> keys) {
    int dot = text.indexOf('.');
    String host = dot < 0 ? text : text.substring(0, dot);
    String domain = dot < 0 ? "" : text.substring(dot + 1);
    List<int[]> parts = parts(host);
    for (int i = 0; i < Math.min(parts.size(), MOST_BEGINNINGS); i++) {
      add(keys, i == 0 ? 't' : 'p', host.substring(parts.get(0)[0], parts.get(i)[1]));
    }
    keys.add("s" + shape(host));
    for (int i = 0; i < parts.size(); i++) {
      int from = parts.get(i)[0];
      int to = parts.get(i)[1];
      if (!isDigits(host, from, to)) {
        add(keys, 't', host.substring(from, to));
        int letters = from;
        while (letters < to && Character.isLetter(host.charAt(letters))) {
          letters++;
        }
        if (letters < to) {
          add(keys, 't', host.substring(from, letters));
        }
      }
    }
    if (!domain.isEmpty()) {
      add(keys, 'd', domain);
      for (int[] label : parts(domain)) {
        add(keys, 't', domain.substring(label[0], label[1]));
      }
    }
  }

  private static void add(Set<String> keys, char kind, String text) {
    if (text.length() > 1) {
      keys.add(kind + text);
    }
  }

  /** Where runs of letters and digits begin and end. */
  private static List<int[]> parts(String text) {
    List<int[]> parts = new ArrayList<>(4);
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean inside = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        parts.add(new int[] {start, i});
        start = -1;
      }
    }
    return parts;
  }

  /** Each run of digits as one sign. */
  private static String shape(String text) {
    StringBuilder shape = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        shape.append(c);
      } else if (i == 0 || !isDigit(text.charAt(i - 1))) {
        shape.append('#');
      }
    }
    return shape.toString();
  }

  /** The first groups of an address, one less for the wider network. */
  private static void networks(String address, char separator, int groups, Set<String> keys) {
    int end = -1;
    for (int i = 0; i < groups; i++) {
      int next = address.indexOf(separator, end + 1);
      if (next < 0) {
        return;
      }
      end = next;
      if (i >= groups - 2) {
        keys.add("n" + address.substring(0, end));
      }
    }
  }

  static boolean isIpv4(String text) {
    int groups = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == '.') {
        if (i - start > 3 || !isDigits(text, start, i)) {
          return false;
        }
        groups++;
        start = i + 1;
      }
    }
    return groups == 4;
  }

  static boolean isIpv6(String text) {
    int colons = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      colons += c == ':' ? 1 : 0;
      if (c != ':' && c != '.' && c != '%' && Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return text.contains("::") || colons == 7;
  }

  private static boolean isDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return to > from;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
