package io.lull.connector.gateway;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A user of SNMPv3's user-based security model (RFC 3414). Messages below the user's own security
 * level are refused.
 *
 * @param name security name
 * @param auth authentication protocol; NONE = noAuthNoPriv
 * @param authPass authentication pass phrase, at least 8 characters; null with NONE
 * @param privacy encryption protocol; NONE = authNoPriv
 * @param privacyPass encryption pass phrase, at least 8 characters; null with NONE
 * @param engineId hex of the only engine this user may send from; null = any
 */
public record SnmpUser(
    String name,
    Auth auth,
    @Nullable String authPass,
    Privacy privacy,
    @Nullable String privacyPass,
    @Nullable String engineId) {

  /** Authentication protocols: RFC 3414 and, for SHA-2, RFC 7860. */
  public enum Auth {
    NONE,
    MD5,
    SHA,
    SHA_224,
    SHA_256,
    SHA_384,
    SHA_512;

    /** By the name that net-snmp uses, {@code SHA-256}; case and separators do not matter. */
    public static Auth parse(String name) {
      String wanted = canonical(name);
      for (Auth auth : values()) {
        if (canonical(auth.name()).equals(wanted)) {
          return auth;
        }
      }
      throw new IllegalArgumentException(
          "'" + name + "' is no SNMP authentication protocol: NONE, MD5, SHA, SHA-224 … SHA-512");
    }
  }

  /** Encryption protocols; the C variants extend keys as Cisco devices do. */
  public enum Privacy {
    NONE,
    DES,
    AES,
    AES_192,
    AES_256,
    AES_192_C,
    AES_256_C;

    /** By the name that net-snmp uses, {@code AES-256-C}; case and separators do not matter. */
    public static Privacy parse(String name) {
      String wanted = canonical(name);
      if (wanted.equals("AES128")) {
        return AES;
      }
      for (Privacy privacy : values()) {
        if (canonical(privacy.name()).equals(wanted)) {
          return privacy;
        }
      }
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no SNMP privacy protocol: NONE, DES, AES, AES-192, AES-256, AES-192-C,"
              + " AES-256-C");
    }
  }

  private static final int MIN_PASS = 8;

  public SnmpUser {
    if (name.isBlank() || name.length() > 32) {
      throw new IllegalArgumentException(
          "SNMP user name '" + name + "' must have 1..32 characters");
    }
    checkPass(name, "authentication", auth != Auth.NONE, authPass);
    checkPass(name, "privacy", privacy != Privacy.NONE, privacyPass);
    if (privacy != Privacy.NONE && auth == Auth.NONE) {
      throw new IllegalArgumentException("SNMP user " + name + ": privacy needs authentication");
    }
    if (engineId != null) {
      parseEngineId("SNMP user " + name + ": engine id", engineId);
    }
  }

  /** Bytes of an engine id given in hex, with or without {@code 0x} and colons. */
  static byte[] parseEngineId(String what, String hex) {
    String digits = hex.startsWith("0x") || hex.startsWith("0X") ? hex.substring(2) : hex;
    try {
      byte[] bytes = HexFormat.of().parseHex(digits.replace(":", ""));
      if (bytes.length >= 5 && bytes.length <= 32) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(what + " '" + hex + "' is not hex: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(what + " '" + hex + "' must have 5 to 32 bytes");
  }

  private static void checkPass(
      String user, String what, boolean needed, @Nullable String passPhrase) {
    if (needed && (passPhrase == null || passPhrase.length() < MIN_PASS)) {
      throw new IllegalArgumentException(
          "SNMP user " + user + ": the " + what + " pass phrase needs at least 8 characters");
    }
    if (!needed && passPhrase != null) {
      throw new IllegalArgumentException(
          "SNMP user " + user + ": a " + what + " pass phrase without a protocol");
    }
  }

  private static String canonical(String name) {
    return name.toUpperCase(java.util.Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** Without pass phrases, so that options can be logged. */
  @Override
  public String toString() {
    return "SnmpUser[" + name + ", " + auth + ", " + privacy + ", engineId=" + engineId + "]";
  }
}
