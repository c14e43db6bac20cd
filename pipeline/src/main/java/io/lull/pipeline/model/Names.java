package io.lull.pipeline.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The spellings under which one CI is reported, brought to one form. */
final class Names {
  private static final Pattern SCHEME = Pattern.compile("^[a-z][a-z0-9+.-]*://([^/?#]*).*$");
  private static final Pattern HOST_PORT = Pattern.compile("^([^:]+):\\d{1,5}$");
  private static final Pattern BRACKETED = Pattern.compile("^\\[([0-9a-f:.%]+)](?::\\d{1,5})?$");
  private static final Pattern MAC =
      Pattern.compile("^[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\\1[0-9a-f]{2}){4}$");
  private static final Pattern MAC_DOTTED =
      Pattern.compile("^[0-9a-f]{4}\\.[0-9a-f]{4}\\.[0-9a-f]{4}$");
  private static final Pattern IPV6 = Pattern.compile("^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$");

  private static final int MAC_CHARS = "00:1b:2c:3d:4e:5f".length();
  private static final int MAC_DOTTED_CHARS = "001b.2c3d.4e5f".length();

  /** Longest domain name (RFC 1035); what is longer is no FQDN and has no labels to leave out. */
  private static final int MAX_DNS_NAME = 253;

  private Names() {}

  /** One form for all spellings of a name: lower case, no root dot, canonical IPv6 and MAC. */
  static String canonical(String name) {
    String text = name.strip().toLowerCase(Locale.ROOT);
    if (text.length() > 1 && text.endsWith(".")) {
      text = text.substring(0, text.length() - 1);
    }
    // Most names are neither, and their length or the lack of a colon says so.
    boolean mac = text.length() == MAC_CHARS && MAC.matcher(text).matches();
    if (mac || text.length() == MAC_DOTTED_CHARS && MAC_DOTTED.matcher(text).matches()) {
      return text.replaceAll("[:.-]", "");
    }
    return text.indexOf(':') >= 0 && IPV6.matcher(text).matches() ? canonicalIpv6(text) : text;
  }

  private static String canonicalIpv6(String literal) {
    try {
      // A text with a colon is a literal or refused: no name service is asked.
      return InetAddress.getByName(literal).getHostAddress().toLowerCase(Locale.ROOT);
    } catch (UnknownHostException e) {
      return literal;
    }
  }

  /**
   * What a reported name may stand for, best first, each canonical: the name itself, the host of a
   * URL or of {@code host:port}, and for an FQDN the name with ever fewer domain labels.
   */
  static List<String> candidates(String reported) {
    List<String> candidates = new ArrayList<>(4);
    String name = canonical(reported);
    add(candidates, name);
    if (name.contains("://")) {
      Matcher url = SCHEME.matcher(name);
      if (url.matches()) {
        name = canonical(url.group(1));
        add(candidates, name);
      }
    }
    String host = withoutPort(name);
    add(candidates, host);
    if (host.length() <= MAX_DNS_NAME && !isNumeric(host)) {
      for (int dot = host.lastIndexOf('.'); dot > 0; dot = host.lastIndexOf('.', dot - 1)) {
        add(candidates, host.substring(0, dot));
      }
    }
    return candidates;
  }

  private static void add(List<String> candidates, String name) {
    if (!name.isEmpty() && !candidates.contains(name)) {
      candidates.add(name);
    }
  }

  private static String withoutPort(String name) {
    if (name.indexOf(':') < 0 && !name.startsWith("[")) {
      return name;
    }
    Matcher bracketed = BRACKETED.matcher(name);
    if (bracketed.matches()) {
      return canonical(bracketed.group(1));
    }
    Matcher hostPort = HOST_PORT.matcher(name);
    return hostPort.matches() ? hostPort.group(1) : name;
  }

  /** An address or an OID, whose labels are no domain. */
  private static boolean isNumeric(String name) {
    if (name.indexOf(':') >= 0) {
      return true;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }
}
