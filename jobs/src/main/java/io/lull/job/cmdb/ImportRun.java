package io.lull.job.cmdb;

import io.lull.connector.exchange.EstateFormat;
import io.lull.connector.exchange.EstateReader;
import io.lull.connector.janusgraph.Cmdb;
import io.lull.connector.janusgraph.CmdbUnavailableException;
import io.lull.connector.janusgraph.Refusal;
import io.lull.job.cli.CommandException;
import io.lull.schema.TopologyChange;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The import of one file: batches of its records, and what is told of them. */
final class ImportRun implements EstateReader.Consumer {
  private static final int BATCH = 1000;
  private static final long TELL_NANOS = 5_000_000_000L;

  private final Cmdb cmdb;
  private final String name;
  private final EstateFormat format;
  private final long timeMillis;
  private final EstateRemarks remarks;
  private final PrintWriter err;
  private final List<TopologyChange> batch = new ArrayList<>();
  private final Map<TopologyChange, Long> lines = new IdentityHashMap<>();
  private final long begunNanos = System.nanoTime();
  private long toldNanos = begunNanos;
  private long lastLine;
  private long writtenLine;
  private long cis;
  private long relations;
  private long problems;

  ImportRun(
      Cmdb cmdb,
      String name,
      EstateFormat format,
      long timeMillis,
      EstateRemarks remarks,
      PrintWriter err) {
    this.cmdb = cmdb;
    this.name = name;
    this.format = format;
    this.timeMillis = timeMillis;
    this.remarks = remarks;
    this.err = err;
  }

  @Override
  public void accept(EstateReader.Entry entry) throws InterruptedException {
    TopologyChange change = entry.change();
    if (change == null) {
      problem(entry.line(), String.valueOf(entry.problem()));
      return;
    }
    lastLine = entry.line();
    if (format != EstateFormat.JSONL && change.getTimeMillis() == null) {
      change.setTimeMillis(timeMillis);
    }
    batch.add(change);
    lines.put(change, entry.line());
    if (batch.size() >= BATCH) {
      write();
    }
  }

  /** Writes what is left. */
  void end() throws InterruptedException {
    write();
    err.flush();
  }

  private void write() throws InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    List<TopologyChange> now = List.copyOf(batch);
    batch.clear();
    try {
      if (format == EstateFormat.JSONL) {
        cmdb.write(now, this::refused);
      } else {
        cmdb.observe(now, this::refused);
      }
    } catch (CmdbUnavailableException e) {
      throw CommandException.failed(
          name
              + ": stopped after line "
              + writtenLine
              + ", up to which all is in: "
              + e.getMessage()
              + ". To import the file again goes on from there",
          e);
    }
    for (TopologyChange change : now) {
      count(change, 1);
      Long line = lines.get(change);
      if (line != null) {
        remarks.add(name, line, change);
      }
    }
    lines.clear();
    writtenLine = lastLine;
    tellProgress();
  }

  private void count(TopologyChange change, int times) {
    if (change.getNode() != null) {
      cis += times;
    } else {
      relations += times;
    }
  }

  private void refused(Refusal refusal) {
    count(refusal.change(), -1);
    Long line = lines.remove(refusal.change());
    problem(line == null ? lastLine : line, refusal.reason());
  }

  /** Tells of a record that is not taken. */
  void problem(long line, String reason) {
    problems++;
    err.println(name + (line > 0 ? ":" + line : "") + ": " + reason);
  }

  private void tellProgress() {
    long now = System.nanoTime();
    if (now - toldNanos > TELL_NANOS) {
      toldNanos = now;
      err.printf(
          "%s: line %,d, %,d records a second%n",
          name, writtenLine, Math.round((cis + relations) / seconds()));
    }
    err.flush();
  }

  private double seconds() {
    return Math.max(0.001, (System.nanoTime() - begunNanos) / 1e9);
  }

  boolean isSound() {
    return problems == 0;
  }

  String summary() {
    return "%s: %,d CIs and %,d relations in %.1f s%s"
        .formatted(
            name,
            cis,
            relations,
            seconds(),
            problems == 0 ? "" : "; %,d records could not be used".formatted(problems));
  }
}
