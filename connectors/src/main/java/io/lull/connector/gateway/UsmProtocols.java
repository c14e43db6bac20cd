package io.lull.connector.gateway;

import org.jspecify.annotations.Nullable;
import org.snmp4j.security.AuthHMAC128SHA224;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC256SHA384;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.AuthMD5;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivAES192;
import org.snmp4j.security.PrivAES256;
import org.snmp4j.security.PrivDES;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.security.nonstandard.PrivAES192With3DESKeyExtension;
import org.snmp4j.security.nonstandard.PrivAES256With3DESKeyExtension;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

/** From our names of SNMPv3 protocols to SNMP4J's. */
final class UsmProtocols {
  private UsmProtocols() {}

  /** All protocols that {@link SnmpUser} can name. */
  static SecurityProtocols all() {
    SecurityProtocols all = new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.none);
    all.addAuthenticationProtocol(new AuthMD5());
    all.addAuthenticationProtocol(new AuthSHA());
    all.addAuthenticationProtocol(new AuthHMAC128SHA224());
    all.addAuthenticationProtocol(new AuthHMAC192SHA256());
    all.addAuthenticationProtocol(new AuthHMAC256SHA384());
    all.addAuthenticationProtocol(new AuthHMAC384SHA512());
    all.addPrivacyProtocol(new PrivDES());
    all.addPrivacyProtocol(new PrivAES128());
    all.addPrivacyProtocol(new PrivAES192());
    all.addPrivacyProtocol(new PrivAES256());
    all.addPrivacyProtocol(new PrivAES192With3DESKeyExtension());
    all.addPrivacyProtocol(new PrivAES256With3DESKeyExtension());
    return all;
  }

  static void add(USM usm, SnmpUser user) {
    UsmUser entry =
        new UsmUser(
            new OctetString(user.name()),
            auth(user.auth()),
            pass(user.authPass()),
            privacy(user.privacy()),
            pass(user.privacyPass()));
    String engineId = user.engineId();
    if (engineId == null) {
      usm.addUser(entry);
    } else {
      byte[] engine = SnmpUser.parseEngineId("engine id", engineId);
      usm.addUser(entry.getSecurityName(), new OctetString(engine), entry);
    }
  }

  /** The security level that a user's protocols amount to. */
  static int level(SnmpUser user) {
    if (user.auth() == SnmpUser.Auth.NONE) {
      return SecurityLevel.NOAUTH_NOPRIV;
    }
    return user.privacy() == SnmpUser.Privacy.NONE
        ? SecurityLevel.AUTH_NOPRIV
        : SecurityLevel.AUTH_PRIV;
  }

  private static @Nullable OctetString pass(@Nullable String passPhrase) {
    return passPhrase == null ? null : new OctetString(passPhrase);
  }

  private static @Nullable OID auth(SnmpUser.Auth auth) {
    return switch (auth) {
      case NONE -> null;
      case MD5 -> AuthMD5.ID;
      case SHA -> AuthSHA.ID;
      case SHA_224 -> AuthHMAC128SHA224.ID;
      case SHA_256 -> AuthHMAC192SHA256.ID;
      case SHA_384 -> AuthHMAC256SHA384.ID;
      case SHA_512 -> AuthHMAC384SHA512.ID;
    };
  }

  private static @Nullable OID privacy(SnmpUser.Privacy privacy) {
    return switch (privacy) {
      case NONE -> null;
      case DES -> PrivDES.ID;
      case AES -> PrivAES128.ID;
      case AES_192 -> PrivAES192.ID;
      case AES_256 -> PrivAES256.ID;
      case AES_192_C -> PrivAES192With3DESKeyExtension.ID;
      case AES_256_C -> PrivAES256With3DESKeyExtension.ID;
    };
  }
}
