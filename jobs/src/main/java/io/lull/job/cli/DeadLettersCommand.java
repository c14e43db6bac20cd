package io.lull.job.cli;

import io.lull.connector.format.RawRecord;
import io.lull.connector.kafka.BadRecordException;
import io.lull.connector.kafka.DeadLetters;
import io.lull.connector.kafka.KafkaSettings;
import io.lull.connector.kafka.RecordDecoder;
import io.lull.connector.kafka.RecordWriter;
import io.lull.connector.kafka.TopicScan;
import io.lull.connector.kafka.TopicsException;
import io.lull.job.config.ConfigException;
import io.lull.job.config.KafkaBinding;
import io.lull.job.config.LullConfig;
import io.lull.schema.DeadLetter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What could not be decoded. */
@Command(
    name = "dead-letters",
    description = "Records that could not be used: shows them, or sends them back after a fix.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DeadLettersCommand.Show.class, DeadLettersCommand.Replay.class},
    mixinStandardHelpOptions = true)
final class DeadLettersCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command: list, replay");
  }

  /** Which letters a command is about; a mix-in. */
  static final class Filter {
    @Option(names = "--topic", paramLabel = "TOPIC", description = "Only letters of this topic.")
    private @Nullable String topic;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Only letters whose reason contains this text, in any case.")
    private @Nullable String reason;

    @Option(
        names = "--from",
        paramLabel = "TIME",
        description = "Only letters from this time on, such as 2026-01-31T03:17:00Z.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only letters before this time.")
    private @Nullable Instant to;

    boolean passes(DeadLetter letter) {
      long time = letter.getTimeMillis();
      return (topic == null || topic.equals(letter.getOrigin().getSource()))
          && (reason == null || contains(letter.getReason(), reason))
          && (from == null || time >= from.toEpochMilli())
          && (to == null || time < to.toEpochMilli());
    }

    private static boolean contains(String text, String part) {
      return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
  }

  /** Reads the letters that pass, whole, in the order of the topic. */
  static List<DeadLetter> read(LullConfig config, Predicate<DeadLetter> filter) {
    KafkaSettings settings = KafkaBinding.settings(config);
    RecordDecoder<DeadLetter> decoder = settings.serdes().decoder(DeadLetter.class);
    List<DeadLetter> letters = new ArrayList<>();
    try {
      TopicScan.scan(
          settings,
          settings.topics().deadLetters(),
          record -> {
            DeadLetter letter = decode(decoder, record);
            if (filter.test(letter)) {
              letters.add(letter);
            }
            return true;
          });
    } catch (TopicsException e) {
      throw CommandException.failed(e.reason(), e);
    }
    return letters;
  }

  private static DeadLetter decode(RecordDecoder<DeadLetter> decoder, RawRecord record) {
    try {
      return decoder.decode(record.value());
    } catch (BadRecordException e) {
      throw CommandException.failed(
          DeadLetters.key(DeadLetters.of(record, "", "")) + ": " + e.reason(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shows them. */
  @Command(
      name = "list",
      description = "Shows dead letters: where and when they were read, their format, the reason.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ConfigOption config = new ConfigOption();
    @Mixin private Filter filter = new Filter();

    @Override
    public Integer call() throws ConfigException {
      PrintWriter out = spec.commandLine().getOut();
      List<DeadLetter> letters = read(config.load(), filter::passes);
      for (DeadLetter letter : letters) {
        out.printf(
            "%s  %s  %s  %d bytes  %s%n",
            Instant.ofEpochMilli(letter.getTimeMillis()),
            DeadLetters.key(letter),
            letter.getFormat(),
            letter.getValue().remaining(),
            letter.getReason().replaceAll("\\p{Cntrl}", " "));
      }
      out.println(letters.size() + " dead letters");
      return ExitCodes.OK;
    }
  }

  /** Sends them back. */
  @Command(
      name = "replay",
      description = {
        "Sends the bytes of dead letters back to the topics they came from, with key and headers.",
        "Each is sent once, however often it was refused; the letters themselves stay."
      },
      mixinStandardHelpOptions = true)
  static final class Replay implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ConfigOption config = new ConfigOption();
    @Mixin private Filter filter = new Filter();

    @Option(names = "--dry-run", description = "Only say what would be sent.")
    private boolean dryRun;

    @Override
    public Integer call() throws ConfigException {
      LullConfig loaded = config.load();
      PrintWriter out = spec.commandLine().getOut();
      List<DeadLetter> letters = distinct(read(loaded, filter::passes));
      if (dryRun) {
        letters.forEach(letter -> out.println("would send " + DeadLetters.key(letter)));
      } else {
        send(KafkaBinding.settings(loaded), letters);
      }
      out.println(letters.size() + (dryRun ? " would be sent" : " sent back"));
      return ExitCodes.OK;
    }

    /** Without repeats that a restarted job has written, and without those of files. */
    private static List<DeadLetter> distinct(List<DeadLetter> letters) {
      Set<List<Object>> seen = new HashSet<>();
      return letters.stream()
          .filter(letter -> letter.getOrigin().getPartition() >= 0)
          .filter(letter -> seen.add(List.of(letter.getOrigin(), letter.getValue())))
          .toList();
    }

    private static void send(KafkaSettings settings, List<DeadLetter> letters) {
      try (RecordWriter writer = new RecordWriter(settings)) {
        for (DeadLetter letter : letters) {
          writer.sendBack(letter);
        }
        writer.flush();
      } catch (TopicsException e) {
        throw CommandException.failed(e.reason(), e);
      }
    }
  }
}
