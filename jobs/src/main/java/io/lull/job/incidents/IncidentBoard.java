package io.lull.job.incidents;

import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Incidents as a board for people: what is open, worst and oldest first, two lines each.
 *
 * <p>Pure: the same incidents, time and view give the same text. Every line fits the width.
 */
public final class IncidentBoard {
  /** Narrowest and widest the board is laid out for. */
  private static final int MIN_WIDTH = 40;

  private static final int MAX_WIDTH = 160;
  private static final int SEVERITY_WIDTH = 10;
  private static final int AGE_WIDTH = 11;
  private static final String INDENT = "   ";

  private static final Comparator<Incident> URGENCY =
      Comparator.comparing((Incident i) -> i.getState() != IncidentState.OPEN)
          .thenComparing(Incident::getSeverity, Comparator.reverseOrder())
          .thenComparing(Incident::getOpenedMillis)
          .thenComparing(Incident::getId);

  private IncidentBoard() {}

  /**
   * How to show.
   *
   * @param width columns of the terminal
   * @param colour whether to write ANSI colours
   * @param all also those resolved or merged
   * @param maxIncidents how many to show; of the others the number is said
   */
  public record View(int width, boolean colour, boolean all, int maxIncidents) {
    public View {
      width = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width));
    }

    /** Open incidents, as many as there are. */
    public static View of(int width, boolean colour) {
      return new View(width, colour, false, Integer.MAX_VALUE);
    }
  }

  /**
   * The board at the incidents' own time: the latest that any of them was updated.
   *
   * @param incidents each at its last revision
   */
  public static String render(List<Incident> incidents, View view) {
    long now = incidents.stream().mapToLong(Incident::getUpdatedMillis).max().orElse(0);
    return render(incidents, now, view);
  }

  /**
   * The board.
   *
   * @param incidents each at its last revision
   * @param nowMillis to which the age of an incident counts, milliseconds since the epoch
   */
  public static String render(List<Incident> incidents, long nowMillis, View view) {
    Paint paint = new Paint(view.colour());
    StringBuilder out = new StringBuilder(1024);
    out.append(headline(incidents, view, paint)).append('\n');
    List<Incident> shown =
        incidents.stream()
            .filter(i -> view.all() || i.getState() == IncidentState.OPEN)
            .sorted(URGENCY)
            .toList();
    for (Incident incident : shown.subList(0, Math.min(shown.size(), view.maxIncidents()))) {
      out.append('\n');
      append(out, incident, nowMillis, view, paint);
    }
    if (shown.size() > view.maxIncidents()) {
      String more = "and " + Words.number(shown.size() - view.maxIncidents()) + " more";
      out.append('\n').append(paint.faint(more)).append('\n');
    }
    return out.toString();
  }

  private static String headline(List<Incident> incidents, View view, Paint paint) {
    long open = count(incidents, IncidentState.OPEN);
    long resolved = count(incidents, IncidentState.RESOLVED);
    long merged = count(incidents, IncidentState.MERGED);
    String first = open == 0 ? "No open incident" : Words.count(open, "open incident");
    List<String> rest = new ArrayList<>();
    if (resolved > 0) {
      rest.add(Words.number(resolved) + " resolved");
    }
    if (merged > 0) {
      rest.add(Words.number(merged) + " merged");
    }
    noise(incidents, rest);
    String tail = rest.isEmpty() ? "" : " · " + String.join(" · ", rest);
    String fitted = DisplayText.fit(first + tail, view.width());
    return fitted.startsWith(first)
        ? paint.strong(first) + paint.faint(fitted.substring(first.length()))
        : paint.strong(fitted);
  }

  private static void noise(List<Incident> incidents, List<String> out) {
    List<Incident> standing =
        incidents.stream().filter(i -> i.getState() != IncidentState.MERGED).toList();
    long events = standing.stream().mapToLong(i -> i.getCounts().getRawEvents()).sum();
    if (events > 0) {
      out.add(
          Words.count(events, "raw event")
              + " in "
              + Words.count(standing.size(), "incident")
              + ": "
              + Words.percent(1 - (double) standing.size() / events)
              + " less noise");
    }
  }

  private static long count(List<Incident> incidents, IncidentState state) {
    return incidents.stream().filter(i -> i.getState() == state).count();
  }

  private static void append(
      StringBuilder out, Incident incident, long nowMillis, View view, Paint paint) {
    String id = DisplayText.fit(DisplayText.plain(incident.getId()), 24);
    String age = Words.duration(endOf(incident, nowMillis) - incident.getOpenedMillis());
    int left = SEVERITY_WIDTH + 1 + DisplayText.width(id) + 2 + AGE_WIDTH;
    String title = DisplayText.plain(incident.getTitle());
    // The title is what people read: it is never cut, but goes on lines of its own.
    boolean inline = view.width() - left >= DisplayText.width(title);
    out.append(badge(incident, paint))
        .append(' ')
        .append(paint.strong(id))
        .append("  ")
        .append(paint.faint(inline ? DisplayText.pad(age, AGE_WIDTH) : age));
    if (inline) {
      out.append(title).append('\n');
    } else {
      out.append('\n');
      for (String line : DisplayText.wrap(title, view.width() - INDENT.length())) {
        out.append(INDENT).append(line).append('\n');
      }
    }
    String facts = String.join(" · ", facts(incident));
    for (String line : DisplayText.wrap(facts, view.width() - INDENT.length())) {
      out.append(INDENT).append(paint.faint(line)).append('\n');
    }
  }

  private static String badge(Incident incident, Paint paint) {
    String word =
        incident.getState() == IncidentState.OPEN
            ? severity(incident.getSeverity())
            : incident.getState().name();
    String badge = " " + word + " ";
    String painted =
        incident.getState() == IncidentState.OPEN
            ? paint.severity(incident.getSeverity(), badge)
            : paint.good(badge);
    return painted + " ".repeat(SEVERITY_WIDTH - badge.length());
  }

  private static String severity(Severity severity) {
    return severity == Severity.INDETERMINATE ? "UNKNOWN" : severity.name();
  }

  private static long endOf(Incident incident, long nowMillis) {
    if (incident.getState() == IncidentState.OPEN) {
      return nowMillis;
    }
    Long resolved = incident.getResolvedMillis();
    return resolved == null ? incident.getUpdatedMillis() : resolved;
  }

  private static List<String> facts(Incident incident) {
    List<String> facts = new ArrayList<>();
    if (incident.getMergedInto() != null) {
      facts.add("merged into " + DisplayText.plain(incident.getMergedInto()));
    }
    facts.add(Words.cause(incident));
    facts.add(
        Words.count(incident.getCounts().getRawEvents(), "event")
            + " in "
            + Words.count(incident.getCounts().getAlarms(), "alarm"));
    facts.add(Words.count(incident.getResources().size(), "resource"));
    facts.addAll(Words.services(incident));
    return facts;
  }
}
