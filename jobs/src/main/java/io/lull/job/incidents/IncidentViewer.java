package io.lull.job.incidents;

import io.lull.connector.files.BadLineException;
import io.lull.connector.files.IncidentJson;
import io.lull.job.cli.CommandException;
import io.lull.job.cli.ExitCodes;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a stream of incidents: as a board, as lines, or one of them whole. */
final class IncidentViewer {
  private static final Logger LOG = LoggerFactory.getLogger(IncidentViewer.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int MAX_CLOSED = 10_000;
  private static final int ROWS_PER_INCIDENT = 4;
  private static final String HOME_AND_CLEAR = "\u001B[H\u001B[2J";

  private final IncidentStream stream;
  private final PrintStream out;
  private final Terminal terminal;
  private final InstantSource clock;
  private final boolean json;
  private final boolean all;
  private final IncidentLog log = new IncidentLog(MAX_CLOSED);
  private long unreadable;

  IncidentViewer(
      IncidentStream stream,
      PrintStream out,
      Terminal terminal,
      InstantSource clock,
      boolean json,
      boolean all) {
    this.stream = stream;
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.json = json;
    this.all = all;
  }

  /** What there is, then ends. */
  void showOnce() {
    while (!stream.caughtUp()) {
      stream.poll(POLL).forEach(value -> take(value));
    }
    if (json) {
      for (Incident incident : log.latest()) {
        if (all || incident.getState() == IncidentState.OPEN) {
          out.println(IncidentJson.write(incident));
        }
      }
    } else {
      out.print(
          IncidentBoard.render(
              log.latest(),
              new IncidentBoard.View(
                  terminal.columns(), terminal.colour(), all, Integer.MAX_VALUE)));
    }
    out.flush();
  }

  /** What there is and what comes, until the process is ended. */
  void follow() {
    boolean board = terminal.interactive() && !json;
    while (!Thread.currentThread().isInterrupted()) {
      List<byte[]> values = stream.poll(POLL);
      for (byte[] value : values) {
        Incident incident = take(value);
        if (incident != null && !board) {
          out.println(json ? new String(value, StandardCharsets.UTF_8) : line(incident));
        }
      }
      // Not while catching up: thousands of old revisions would flicker by.
      if (board && stream.caughtUp()) {
        redraw();
      }
      out.flush();
      if (out.checkError()) {
        return; // Whoever read us has gone.
      }
    }
  }

  private void redraw() {
    Terminal now = Terminal.detect();
    int rows = Math.max(1, (now.rows() - 3) / ROWS_PER_INCIDENT);
    IncidentBoard.View view = new IncidentBoard.View(now.columns(), now.colour(), all, rows);
    out.print(HOME_AND_CLEAR + IncidentBoard.render(log.latest(), clock.millis(), view));
  }

  private static String line(Incident incident) {
    return Words.time(incident.getUpdatedMillis())
        + "  "
        + incident.getState()
        + "  "
        + incident.getSeverity()
        + "  "
        + DisplayText.plain(incident.getId())
        + " r"
        + incident.getRevision()
        + "  "
        + DisplayText.plain(incident.getTitle())
        + "  ("
        + Words.cause(incident)
        + ")";
  }

  /** One incident whole, at its last revision, with what each revision changed. */
  void showOne(String prefix) {
    SortedMap<String, SortedMap<Integer, Incident>> found = new TreeMap<>();
    while (!stream.caughtUp()) {
      for (byte[] value : stream.poll(POLL)) {
        Incident incident = parse(value);
        if (incident != null && incident.getId().startsWith(prefix)) {
          found
              .computeIfAbsent(incident.getId(), id -> new TreeMap<>())
              .put(incident.getRevision(), incident);
        }
      }
    }
    if (found.isEmpty()) {
      throw new CommandException(ExitCodes.FAILED, "no incident with an id like '" + prefix + "'");
    }
    if (found.size() > 1) {
      throw CommandException.invalid(
          "several incidents begin with '" + prefix + "': " + String.join(", ", found.keySet()));
    }
    List<Incident> revisions = List.copyOf(found.values().iterator().next().values());
    if (json) {
      revisions.forEach(revision -> out.println(IncidentJson.write(revision)));
    } else {
      out.print(IncidentDetail.render(revisions, terminal.columns(), terminal.colour()));
    }
    out.flush();
  }

  /** The incident where it is news. */
  private @Nullable Incident take(byte[] value) {
    Incident incident = parse(value);
    return incident != null && log.add(incident) ? incident : null;
  }

  private @Nullable Incident parse(byte[] value) {
    try {
      return IncidentJson.parse(new String(value, StandardCharsets.UTF_8));
    } catch (BadLineException e) {
      if (unreadable++ == 0) {
        LOG.warn("A record is no incident: {}", e.reason());
      }
      return null;
    }
  }
}
