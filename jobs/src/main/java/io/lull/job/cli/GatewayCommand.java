package io.lull.job.cli;

import io.lull.connector.gateway.Gateway;
import io.lull.connector.gateway.GatewayOptions;
import io.lull.connector.kafka.TopicsException;
import io.lull.job.JobMain;
import io.lull.job.config.GatewaySection;
import io.lull.job.config.LullConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The gateway alone. */
@Command(
    name = "gateway",
    description = "Receives SNMP, syslog and HTTP and writes native bytes to the raw topics.",
    mixinStandardHelpOptions = true)
final class GatewayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--validate", description = "Only check the configuration: exit code 2 if wrong.")
  private boolean validate;

  @Override
  public Integer call() throws Exception {
    LullConfig loaded = config.load();
    PrintWriter out = spec.commandLine().getOut();
    if (validate) {
      out.println(config.name() + ": valid");
      return ExitCodes.OK;
    }
    try {
      JobMain.ensureTopics(loaded);
      serve(GatewaySection.of(loaded), out);
    } catch (TopicsException e) {
      throw CommandException.failed(e.reason(), e);
    } catch (IOException e) {
      throw CommandException.failed(String.valueOf(e.getMessage()), e);
    }
    return ExitCodes.OK;
  }

  /** Until the process is asked to end; then what was accepted is written first. */
  private static void serve(GatewayOptions options, PrintWriter out)
      throws IOException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Gateway gateway = Gateway.start(options);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  gateway.close();
                  ended.countDown();
                },
                "gateway-shutdown"));
    String address = options.listen().address();
    out.println("snmp    " + listener("", address, gateway.snmpPort(), "/udp"));
    out.println("syslog  " + listener("", address, gateway.syslogPort(), "/udp,tcp"));
    out.println("http    " + listener("http://", address, gateway.httpPort(), ""));
    out.flush();
    ended.await();
  }

  /** Where a part of the gateway listens. */
  static String listener(String before, String address, int port, String after) {
    return port < 0 ? "off" : before + address + ':' + port + after;
  }
}
