package io.lull.connector.gateway;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The token HTTP senders must present, compared in constant time whatever its length. */
final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private final byte @Nullable [] expected;

  BearerToken(@Nullable String token) {
    expected = token == null ? null : digest(token);
  }

  /** Whether a request with this {@code Authorization} header may pass. */
  boolean allows(@Nullable String authorization) {
    byte[] wanted = expected;
    if (wanted == null) {
      return true;
    }
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    return MessageDigest.isEqual(wanted, digest(authorization.substring(SCHEME.length()).trim()));
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
