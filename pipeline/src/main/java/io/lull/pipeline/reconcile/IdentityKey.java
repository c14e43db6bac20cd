package io.lull.pipeline.reconcile;

import io.lull.schema.Fact;
import io.lull.schema.Identifier;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An identifier in its one spelling. Values that many CIs have (loopback addresses, {@code
 * localhost}, serial numbers nobody filled in) are none.
 *
 * @param kind kind
 * @param value canonical value
 * @param scope within what it is unique; empty: not said
 */
record IdentityKey(Kind kind, String value, String scope) {
  private static final int MAX_CHARS = 512;
  private static final int MAC_DIGITS = 12;

  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*");
  private static final Pattern DOMAIN =
      Pattern.compile(
          "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*\\.[a-z][a-z0-9-]*");
  private static final Pattern NOT_HEX = Pattern.compile("[^0-9a-f]");
  private static final Pattern MAC =
      Pattern.compile("([0-9a-f]{2}[:-]){5}[0-9a-f]{2}|[0-9a-f]{4}\\.[0-9a-f]{4}\\.[0-9a-f]{4}");

  private static final Set<String> NOBODY =
      Set.of(
          "localhost", "localhost.localdomain", "unknown", "none", "null", "n/a", "default", "-");

  private static final Set<String> UNFILLED =
      Set.of(
          "0",
          "none",
          "unknown",
          "n/a",
          "not specified",
          "not available",
          "default string",
          "to be filled by o.e.m.",
          "system serial number",
          "chassis serial number",
          "0123456789",
          "123456789",
          "00000000-0000-0000-0000-000000000000",
          "03000200-0400-0500-0006-000700080009");

  /** The keys of a fact without repetition; what tells nothing apart is left out. */
  static List<IdentityKey> of(Fact fact) {
    Set<IdentityKey> keys = new LinkedHashSet<>();
    fact.getIdentifiers().forEach(identifier -> add(identifier, keys));
    return List.copyOf(keys);
  }

  /** The keys by which the end of a relation may be found, in the order given. */
  static List<IdentityKey> of(List<Identifier> reference) {
    Set<IdentityKey> keys = new LinkedHashSet<>();
    reference.forEach(identifier -> add(identifier, keys));
    return new ArrayList<>(keys);
  }

  private static void add(Identifier identifier, Set<IdentityKey> into) {
    Kind kind = Kind.of(identifier.getKind());
    String text = identifier.getValue().strip();
    if (kind == null || text.isEmpty() || text.length() > MAX_CHARS) {
      return;
    }
    String scope = identifier.getScope().strip().toLowerCase(Locale.ROOT);
    switch (kind) {
      case NAME, FQDN, IP -> addName(text, scope, into);
      case MAC -> addMac(text, into);
      case SERIAL, UUID -> {
        String value = text.toLowerCase(Locale.ROOT);
        if (!UNFILLED.contains(value) && !value.chars().allMatch(c -> c == '0' || c == '-')) {
          into.add(new IdentityKey(kind, value, ""));
        }
      }
      case ID -> into.add(new IdentityKey(kind, text, ""));
      default -> into.add(new IdentityKey(kind, text.toLowerCase(Locale.ROOT), scope));
    }
  }

  /** Sources seldom tell names, domain names and addresses apart; their form does. */
  private static void addName(String text, String scope, Set<IdentityKey> into) {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.length() > 1 && name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (isMac(name)) {
      addMac(name, into);
    } else if (IPV4.matcher(name).matches() || IPV6.matcher(name).matches()) {
      addAddress(name, scope, into);
    } else if (!NOBODY.contains(name)) {
      if (DOMAIN.matcher(name).matches()) {
        into.add(new IdentityKey(Kind.FQDN, name, ""));
        name = name.substring(0, name.indexOf('.'));
      }
      into.add(new IdentityKey(Kind.NAME, name, scope));
    }
  }

  /** Whether a name is one of the domain name system, and no address. */
  static boolean isDomainName(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    return !IPV4.matcher(name).matches() && DOMAIN.matcher(name).matches();
  }

  private static void addAddress(String text, String scope, Set<IdentityKey> into) {
    try {
      // A literal: no name service is asked.
      InetAddress address = InetAddress.getByName(text);
      if (!address.isLoopbackAddress()
          && !address.isAnyLocalAddress()
          && !address.isLinkLocalAddress()
          && !address.isMulticastAddress()) {
        into.add(new IdentityKey(Kind.IP, address.getHostAddress(), scope));
      }
    } catch (UnknownHostException e) {
      into.add(new IdentityKey(Kind.NAME, text, scope));
    }
  }

  private static void addMac(String text, Set<IdentityKey> into) {
    String digits = NOT_HEX.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    if (digits.length() != MAC_DIGITS || digits.chars().allMatch(c -> c == '0')) {
      return;
    }
    boolean group = (Character.digit(digits.charAt(1), 16) & 1) == 1;
    if (!group) {
      into.add(new IdentityKey(Kind.MAC, digits, ""));
    }
  }

  private static boolean isMac(String text) {
    return MAC.matcher(text).matches();
  }

  /** Under what keys that may mean the same are found. */
  String index() {
    return kind.ofScope() ? kind + "|" + scope + '|' + value : kind + "|" + value;
  }

  /** How a person would write it. */
  String text() {
    return kind.name().toLowerCase(Locale.ROOT) + ' ' + value;
  }

  /** Every key that a text may mean: a person names a CI by whatever identifies it. */
  static List<IdentityKey> meant(String text, @Nullable String scope) {
    Set<IdentityKey> keys = new LinkedHashSet<>();
    for (Kind kind : Kind.values()) {
      add(new Identifier(kind.name(), text, scope == null ? "" : scope), keys);
    }
    return List.copyOf(keys);
  }
}
