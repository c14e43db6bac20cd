package io.lull.standalone;

import io.lull.job.config.LullConfig;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A whole Lull for a test, on free ports. */
public final class LullInstance implements AutoCloseable {
  private final DataDirectory data;
  private final Standalone standalone;

  private LullInstance(DataDirectory data, Standalone standalone) {
    this.data = data;
    this.standalone = standalone;
  }

  /** Starts it and waits until every task runs. */
  public static LullInstance start(LullConfig config, Path directory) throws Exception {
    Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), false, 80);
    DataDirectory data = DataDirectory.open(directory);
    Standalone standalone = Standalone.start(config, data, Standalone.Addresses.ANY_FREE, silent);
    await(Duration.ofSeconds(60), standalone::allRunning);
    return new LullInstance(data, standalone);
  }

  public String bootstrap() {
    return standalone.bootstrap();
  }

  /** Flink's REST API. */
  public URI webUi() {
    return standalone.webUi();
  }

  public int snmpPort() {
    return standalone.gateway().snmpPort();
  }

  public int syslogPort() {
    return standalone.gateway().syslogPort();
  }

  public URI http() {
    return URI.create("http://127.0.0.1:" + standalone.gateway().httpPort());
  }

  /** A port that was free a moment ago. */
  public static int freePort() throws Exception {
    return Ports.free();
  }

  /** What is waited for. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Waits until a condition holds; false when it did not in time. */
  public static boolean await(Duration limit, Condition condition) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        return false;
      }
      boolean unused = never.await(500, TimeUnit.MILLISECONDS);
    }
    return true;
  }

  @Override
  public void close() throws Exception {
    standalone.close();
    data.close();
  }
}
