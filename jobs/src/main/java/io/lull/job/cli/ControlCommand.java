package io.lull.job.cli;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.JsonLines;
import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.BadRecordException;
import io.lull.connector.kafka.Contracts;
import io.lull.connector.kafka.ControlDecoder;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.connector.kafka.RecordWriter;
import io.lull.connector.kafka.TopicScan;
import io.lull.connector.kafka.TopicsException;
import io.lull.job.config.ConfigException;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.LullConfig;
import io.lull.job.rules.ControlRules;
import io.lull.schema.ChangeOp;
import io.lull.schema.ControlRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Rules of running jobs. */
@Command(
    name = "control",
    description = "Rules, maintenance windows and topology of running jobs, on the control topic.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ControlCommand.Put.class,
      ControlCommand.Delete.class,
      ControlCommand.Show.class
    },
    mixinStandardHelpOptions = true)
final class ControlCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Missing command: put, delete, list");
  }

  private static void write(LullConfig config, List<ControlRecord> records) {
    KafkaSettings settings = KafkaBinding.settings(config);
    Contracts contracts = new Contracts(settings);
    try (RecordWriter writer = new RecordWriter(settings)) {
      for (ControlRecord record : records) {
        writer.write(contracts.control(), record);
      }
      writer.flush();
    } catch (TopicsException e) {
      throw CommandException.failed(e.reason(), e);
    }
  }

  /** Sets rules. */
  @Command(
      name = "put",
      description = {
        "Sets rules. FILE is control.jsonl (a JSON object a line), or a YAML file of",
        "classification rules or rules on metrics, whose id is --id or the file's name.",
        "Everything is checked before anything is sent."
      },
      mixinStandardHelpOptions = true)
  static final class Put implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "FILE", description = "Rules to set.")
    private Path file = Path.of("");

    @Option(names = "--id", paramLabel = "ID", description = "Id of the rules of a YAML file.")
    private @Nullable String id;

    @Override
    public Integer call() throws ConfigException {
      LullConfig loaded = config.load();
      List<String> problems = new ArrayList<>();
      List<ControlRecord> records = read(problems);
      CommandException.requireNone(problems);
      write(loaded, records);
      PrintWriter out = spec.commandLine().getOut();
      records.forEach(record -> out.println("set " + record.getId()));
      return ExitCodes.OK;
    }

    private List<ControlRecord> read(List<String> problems) {
      String text;
      try {
        text = Files.readString(file);
      } catch (IOException e) {
        throw CommandException.invalid(file + ": cannot be read: " + e.getMessage());
      }
      String name = String.valueOf(file.getFileName());
      if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
        return lines(text, problems);
      }
      String ruleId = id == null ? name.substring(0, name.lastIndexOf('.')) : id;
      ControlRecord record = ControlRules.ofYaml(ruleId, text);
      problems.addAll(ControlRules.problems(record, file.toString()));
      return List.of(record);
    }

    private List<ControlRecord> lines(String text, List<String> problems) {
      List<ControlRecord> records = new ArrayList<>();
      int number = 0;
      for (String line : text.lines().toList()) {
        number++;
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        try {
          ControlRecord record = JsonLines.control(line);
          problems.addAll(ControlRules.problems(record, file + ":" + number));
          records.add(record);
        } catch (BadLineException e) {
          problems.add(file + ":" + number + ": " + e.reason());
        }
      }
      return records;
    }
  }

  /** Removes rules. */
  @Command(name = "delete", description = "Removes rules.", mixinStandardHelpOptions = true)
  static final class Delete implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of the rules to remove.")
    private List<String> ids = List.of();

    @Override
    public Integer call() throws ConfigException {
      List<ControlRecord> deletions =
          ids.stream().map(id -> new ControlRecord(id, ChangeOp.DELETE, null, null)).toList();
      write(config.load(), deletions);
      ids.forEach(id -> spec.commandLine().getOut().println("deleted " + id));
      return ExitCodes.OK;
    }
  }

  /** Shows the rules that hold, and those that were refused. */
  @Command(
      name = "list",
      description = "Shows the rules that hold, and what was refused and why.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws ConfigException {
      KafkaSettings settings = KafkaBinding.settings(config.load());
      Map<String, String> rules = new TreeMap<>();
      ControlDecoder decoder = new ControlDecoder(settings.serdes());
      try {
        TopicScan.scan(
            settings,
            settings.topics().control(),
            record -> {
              apply(record, decoder, rules);
              return true;
            });
      } catch (TopicsException e) {
        throw CommandException.failed(e.reason(), e);
      }
      rules.values().forEach(spec.commandLine().getOut()::println);
      return ExitCodes.OK;
    }

    /** A refused record leaves in force what held before, as in the jobs. */
    private static void show(ControlRecord record, Map<String, String> rules) {
      String id = record.getId();
      List<String> problems = ControlRules.problems(record, id);
      if (!problems.isEmpty()) {
        rules.put(refused(id), line("refused", String.join("; ", problems)));
        return;
      }
      forget(id, rules);
      if (record.getOp() == ChangeOp.UPSERT) {
        String kind = record.getBody() == null ? "" : record.getBody().getClass().getSimpleName();
        rules.put(id, line(kind, id));
      }
    }

    private static void forget(String id, Map<String, String> rules) {
      rules.remove(id);
      rules.remove(refused(id));
    }

    /** After the line of the rule that holds. */
    private static String refused(String id) {
      return id + '\0';
    }

    private static String line(String kind, String text) {
      return String.format("%-24s %s", kind, text);
    }

    private static void apply(RawRecord raw, ControlDecoder decoder, Map<String, String> rules) {
      byte[] key = raw.key();
      if (raw.value().length == 0 && key != null) {
        forget(new String(key, StandardCharsets.UTF_8), rules);
        return;
      }
      try {
        ControlRecord record = decoder.decode(raw.value());
        show(record, rules);
      } catch (BadRecordException e) {
        String at = "offset " + raw.position();
        rules.put(at, line("unreadable", at + ": " + e.reason()));
      } catch (IOException e) {
        throw CommandException.failed(String.valueOf(e.getMessage()), e);
      }
    }
  }
}
