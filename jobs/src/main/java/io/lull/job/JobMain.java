package io.lull.job;

import io.lull.connector.kafka.TopicsException;
import io.lull.job.config.ConfigException;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.KafkaOptions;
import io.lull.job.config.LullConfig;
import io.lull.job.rules.RuleFiles;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.client.program.ProgramParametrizationException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What the mains of all jobs do: {@code --config FILE} to a configuration, missing topics, one
 * graph, one execution. {@code --validate} stops after the configuration and its rule files.
 */
public final class JobMain {

  /** Builds the graph of a job. */
  @FunctionalInterface
  public interface Graph {
    void build(StreamExecutionEnvironment env, LullConfig config) throws Exception;
  }

  private static final String USAGE = "allowed is [--config FILE] [--validate]";

  private JobMain() {}

  /** For {@code flink run}, whose client shows this exception's message without a stack trace. */
  static void run(String name, String[] args, Graph graph) throws Exception {
    List<String> arguments = List.of(args);
    LullConfig config = LullConfig.defaults();
    boolean validate = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--validate")) {
        validate = true;
      } else if (argument.startsWith("--config=")) {
        config = load(argument.substring("--config=".length()));
      } else if (argument.equals("--config") && i + 1 < arguments.size()) {
        i++;
        config = load(arguments.get(i));
      } else {
        throw new ProgramParametrizationException(name + ": '" + argument + "': " + USAGE);
      }
    }
    List<String> problems = RuleFiles.problems(config);
    if (!problems.isEmpty()) {
      throw new ProgramParametrizationException("\n" + String.join("\n", problems));
    }
    if (!validate) {
      execute(name, config, graph);
    }
  }

  private static LullConfig load(String file) {
    try {
      return LullConfig.load(Path.of(file));
    } catch (ConfigException e) {
      throw new ProgramParametrizationException("\n" + e.getMessage());
    }
  }

  /** Creates missing topics, builds the graph and runs it until it ends. */
  public static void execute(String name, LullConfig config, Graph graph) throws Exception {
    ensureTopics(config);
    StreamExecutionEnvironment env = JobEnvironment.create(config);
    graph.build(env, config);
    env.execute(name);
  }

  /** Creates the topics that are missing, where the configuration allows it. */
  public static void ensureTopics(LullConfig config) throws TopicsException {
    if (config.get(KafkaOptions.CREATE_TOPICS)) {
      KafkaBinding.topics(config)
          .ensure(KafkaBinding.settings(config), KafkaBinding.topicSpecs(config));
    }
  }
}
