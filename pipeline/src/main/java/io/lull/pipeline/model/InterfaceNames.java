package io.lull.pipeline.model;

import java.util.Locale;

/**
 * Tells whether two names mean one port of a device. Vendors shorten the kind ({@code Hu0/0/0/8},
 * {@code HundredGigE0/0/0/8}) and name the same position by what sits in it ({@code
 * Optics0/0/0/8}). What follows a port after a space is a part of it, such as a lane.
 */
public final class InterfaceNames {

  private InterfaceNames() {}

  /** Returns true where both name the same port. */
  public static boolean same(String oneName, String otherName) {
    String one = port(oneName);
    String other = port(otherName);
    if (one.equalsIgnoreCase(other)) {
      return !one.isEmpty();
    }
    int i = position(one);
    int j = position(other);
    String number = one.substring(i);
    if (number.isEmpty() || !number.equals(other.substring(j))) {
      return false;
    }
    String kind = kind(one, i);
    String otherKind = kind(other, j);
    return isFullPosition(number)
        || (!kind.isEmpty()
            && !otherKind.isEmpty()
            && (kind.startsWith(otherKind) || otherKind.startsWith(kind)));
  }

  /**
   * One spelling for the names of one place: its full position, or the name without regard to case.
   */
  public static String canonical(String name) {
    String port = port(name);
    String number = port.substring(position(port));
    return isFullPosition(number) ? number : port.strip().toLowerCase(Locale.ROOT);
  }

  /** The name without the lane or channel behind it; as it is where it does not begin as a port. */
  private static String port(String name) {
    int space = name.indexOf(' ');
    if (space < 0) {
      return name;
    }
    String first = name.substring(0, space);
    return first.indexOf('/', position(first)) >= 0 ? first : name;
  }

  /** Where the numbers at the end start. */
  private static int position(String name) {
    int i = name.length();
    while (i > 0 && (Character.isDigit(name.charAt(i - 1)) || name.charAt(i - 1) == '/')) {
      i--;
    }
    return i;
  }

  private static String kind(String name, int end) {
    return name.substring(0, end).strip().toLowerCase(Locale.ROOT);
  }

  /** Rack, slot, module and port are one place, whatever sits in it. */
  private static boolean isFullPosition(String number) {
    return number.chars().filter(c -> c == '/').count() >= 3;
  }
}
