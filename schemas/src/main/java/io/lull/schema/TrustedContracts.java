package io.lull.schema;

import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Tells Avro that it may make objects of the contracts. Since 1.12 Avro refuses every class that is
 * not on a list of its own, or on one given as a system property of every JVM of a cluster.
 *
 * <p>Whatever reads or copies contracts calls {@link #establish} from a static initialiser, so that
 * a job runs on a cluster without anybody setting that property.
 */
public final class TrustedContracts {
  private static final String PACKAGE = "io.lull.schema";

  static {
    ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(before, type -> type.getPackageName().equals(PACKAGE)));
  }

  private TrustedContracts() {}

  /** Makes sure that it is done; costs nothing when called again. */
  public static void establish() {
    // The static initialiser has done it.
  }
}
