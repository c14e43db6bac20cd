package io.lull.job.cli;

import io.lull.job.CmdbJob;
import io.lull.job.EventsJob;
import io.lull.job.JobMain;
import io.lull.job.MetricsJob;
import io.lull.job.TopologyJob;
import io.lull.job.config.LullConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The jobs, each in this process; a cluster gets them by flink run. */
final class JobCommands {
  private JobCommands() {}

  /** What the commands of all jobs share. */
  abstract static class JobCommand implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();
    @Mixin ConfigOption config = new ConfigOption();

    @Option(
        names = "--validate",
        description = "Only check the configuration and the rule files: exit code 2 if wrong.")
    boolean validate;

    abstract void run(LullConfig config) throws Exception;

    @Override
    public Integer call() throws Exception {
      LullConfig loaded = config.loadWithRules();
      if (validate) {
        spec.commandLine().getOut().println(config.name() + ": valid");
        return ExitCodes.OK;
      }
      run(loaded);
      return ExitCodes.OK;
    }
  }

  @Command(
      name = "events-job",
      description = "Runs the events job in this process: raw topics to incidents.",
      footer = "On a cluster: flink run -c io.lull.job.EventsJob lull-jobs-cluster.jar --config …",
      mixinStandardHelpOptions = true)
  static final class Events extends JobCommand {
    @Override
    void run(LullConfig loaded) throws Exception {
      JobMain.execute(EventsJob.NAME, loaded, EventsJob::build);
    }
  }

  @Command(
      name = "metrics-job",
      description = "Runs the metrics job in this process: metrics to alarms and health.",
      footer = "On a cluster: flink run -c io.lull.job.MetricsJob lull-jobs-cluster.jar --config …",
      mixinStandardHelpOptions = true)
  static final class Metrics extends JobCommand {
    @Override
    void run(LullConfig loaded) throws Exception {
      JobMain.execute(MetricsJob.NAME, loaded, MetricsJob::build);
    }
  }

  @Command(
      name = "topology-job",
      description = "Runs the topology job in this process: what there is to the topology.",
      footer =
          "On a cluster: flink run -c io.lull.job.TopologyJob lull-jobs-cluster.jar --config …",
      mixinStandardHelpOptions = true)
  static final class Topology extends JobCommand {
    @Override
    void run(LullConfig loaded) throws Exception {
      JobMain.execute(TopologyJob.NAME, loaded, TopologyJob::build);
    }
  }

  @Command(
      name = "cmdb-job",
      description = "Runs the CMDB job in this process: the topology to the CMDB's graph.",
      footer = "On a cluster: flink run -c io.lull.job.CmdbJob lull-jobs-cmdb.jar --config …",
      mixinStandardHelpOptions = true)
  static final class CmdbGraph extends JobCommand {
    @Override
    void run(LullConfig loaded) throws Exception {
      JobMain.execute(CmdbJob.NAME, loaded, CmdbJob::build);
    }
  }
}
