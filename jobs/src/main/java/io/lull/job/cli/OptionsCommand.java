package io.lull.job.cli;

import io.lull.job.config.LullOptions;
import io.lull.job.config.Option;
import io.lull.job.config.OptionsPage;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what may be configured. */
@Command(
    name = "options",
    description = "Lists every option of lull.yaml with its default.",
    mixinStandardHelpOptions = true)
final class OptionsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @ArgGroup private @Nullable Format format;

  /** How to print them. */
  static final class Format {
    @CommandLine.Option(names = "--markdown", description = "Print docs/options.md.")
    private boolean markdown;

    @CommandLine.Option(names = "--yaml", description = "Print a lull.yaml with every default.")
    private boolean yaml;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (format != null && format.markdown) {
      out.print(OptionsPage.markdown());
    } else if (format != null && format.yaml) {
      out.print(OptionsPage.yaml());
    } else {
      for (Option<?> option : LullOptions.all()) {
        out.printf(
            "%-34s %s%n", option.key(), option.renderedDefault().strip().replaceAll("\\s+", " "));
      }
    }
    out.flush();
    return ExitCodes.OK;
  }
}
