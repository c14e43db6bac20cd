package io.lull.connector.format.metrics;

/** How senders name the resource that samples are about. */
public final class ResourceNames {
  private ResourceNames() {}

  /**
   * The host of an address such as {@code db-1:9100}, {@code [2001:db8::1]:9100} or {@code
   * https://shop.example:8443/health}; a name without port, and a bare IPv6 address, as it is.
   */
  public static String hostOf(String address) {
    String host = address;
    int scheme = host.indexOf("://");
    if (scheme > 0) {
      host = host.substring(scheme + 3);
      int path = indexOfAny(host, "/?#");
      host = path >= 0 ? host.substring(0, path) : host;
      host = host.substring(host.lastIndexOf('@') + 1);
    }
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end > 1 ? host.substring(1, end) : address;
    }
    int colon = host.indexOf(':');
    boolean onePort =
        colon > 0 && host.indexOf(':', colon + 1) < 0 && isDigits(host, colon + 1, host.length());
    if (onePort) {
      return host.substring(0, colon);
    }
    return host.isEmpty() ? address : host;
  }

  private static boolean isDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return from < to;
  }

  private static int indexOfAny(String text, String characters) {
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }
}
