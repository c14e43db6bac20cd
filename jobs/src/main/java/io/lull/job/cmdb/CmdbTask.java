package io.lull.job.cmdb;

import io.lull.connector.janusgraph.Cmdb;
import io.lull.connector.janusgraph.CmdbSettings;
import io.lull.connector.janusgraph.CmdbUnavailableException;
import io.lull.job.cli.CommandException;
import io.lull.schema.TrustedContracts;
import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands on the CMDB share: where it is opened, and by whom. */
abstract class CmdbTask implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin CmdbAccess access = new CmdbAccess();

  /** Whether the command may make a graph that is not there yet. */
  boolean mayCreate() {
    return false;
  }

  abstract int run(Cmdb cmdb) throws Exception;

  @Override
  public Integer call() throws Exception {
    TrustedContracts.establish();
    CmdbSettings settings = access.settings();
    if (!access.isInProcess()) {
      OptionalInt code = CmdbClient.forward(settings, arguments(), out(), err());
      if (code.isPresent()) {
        return code.getAsInt();
      }
    }
    if (!mayCreate()) {
      CmdbAccess.requireExisting(settings);
    }
    try (Cmdb cmdb = Cmdb.open(settings)) {
      return run(cmdb);
    } catch (CmdbUnavailableException e) {
      throw CommandException.failed(reason(e), e);
    } finally {
      out().flush();
    }
  }

  /** The command line as it was typed. */
  private List<String> arguments() {
    CommandLine root = spec.commandLine();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root.getParseResult().originalArgs();
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    boolean inUse = root.getClass().getSimpleName().equals("EnvironmentLockedException");
    return failure.getMessage() + ": " + (inUse ? "another process has it open" : reason);
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
