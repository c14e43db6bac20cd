package io.lull.standalone;

import java.net.URI;
import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/** Sends the logs of this process to a file, so that the terminal stays readable. */
final class LogFile {
  private LogFile() {}

  static Path in(DataDirectory data) {
    Path file = data.root().resolve("lull.log");
    System.setProperty("lull.log", file.toString());
    Configurator.reconfigure(URI.create("classpath:log4j2-up.properties"));
    return file;
  }
}
