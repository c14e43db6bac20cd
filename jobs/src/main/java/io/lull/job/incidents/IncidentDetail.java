package io.lull.job.incidents;

import io.lull.schema.Cause;
import io.lull.schema.ImpactBasis;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import io.lull.schema.MemberAlarm;
import io.lull.schema.ServiceImpact;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * One incident whole: what it is, why, what happened in which order, what each revision changed.
 */
public final class IncidentDetail {
  private static final int MAX_ALARMS = 200;
  private static final String INDENT = "  ";

  private final Paint paint;
  private final int width;
  private final StringBuilder out = new StringBuilder(4096);

  private IncidentDetail(int width, boolean colour) {
    this.width = Math.max(40, Math.min(160, width));
    this.paint = new Paint(colour);
  }

  /**
   * The incident for people.
   *
   * @param revisions every known revision of one incident, in order; at least one
   */
  public static String render(List<Incident> revisions, int width, boolean colour) {
    IncidentDetail detail = new IncidentDetail(width, colour);
    Incident last = revisions.get(revisions.size() - 1);
    detail.head(last);
    detail.causes(last);
    detail.services(last);
    detail.alarms(last);
    detail.revisions(revisions);
    return detail.out.toString();
  }

  private void head(Incident incident) {
    String severity = incident.getSeverity().name();
    String rest = "  " + DisplayText.plain(incident.getId()) + "  " + state(incident);
    out.append(paint.severity(incident.getSeverity(), " " + severity + " "));
    line(DisplayText.fit(rest, width - severity.length() - 2));
    wrapped("", incident.getTitle(), true);
    long end =
        incident.getResolvedMillis() == null
            ? incident.getUpdatedMillis()
            : incident.getResolvedMillis();
    wrapped(
        "",
        "opened "
            + Words.time(incident.getOpenedMillis())
            + ", "
            + (incident.getState() == IncidentState.OPEN ? "last update after " : "lasted ")
            + Words.duration(end - incident.getOpenedMillis())
            + " · "
            + Words.count(incident.getCounts().getRawEvents(), "event")
            + " in "
            + Words.count(incident.getCounts().getAlarms(), "alarm")
            + " on "
            + Words.count(incident.getResources().size(), "resource"),
        false);
    if (!incident.getSummary().isBlank()) {
      out.append('\n');
      wrapped("", incident.getSummary(), false);
    }
  }

  private static String state(Incident incident) {
    String revision = ", revision " + incident.getRevision();
    return switch (incident.getState()) {
      case OPEN -> "open" + revision;
      case RESOLVED -> "resolved" + revision;
      case MERGED ->
          "merged into " + DisplayText.plain(String.valueOf(incident.getMergedInto())) + revision;
    };
  }

  private void causes(Incident incident) {
    section("Causes");
    if (incident.getCauses().isEmpty()) {
      wrapped(INDENT, "not known", false);
    }
    int rank = 1;
    for (Cause cause : incident.getCauses()) {
      String kind = cause.getKind().name().toLowerCase(Locale.ROOT);
      wrapped(
          INDENT,
          rank++
              + ". "
              + cause.getResource()
              + " ("
              + kind
              + ", "
              + Words.percent(cause.getScore())
              + (cause.getSilent() ? ", silent)" : ")"),
          true);
      if (!cause.getWhy().isBlank()) {
        wrapped(INDENT + "   ", cause.getWhy(), false);
      }
    }
  }

  private void services(Incident incident) {
    if (incident.getServices().isEmpty()) {
      return;
    }
    section("Services");
    for (ServiceImpact service : incident.getServices()) {
      StringBuilder text = new StringBuilder(Words.service(service));
      when(service, text);
      if (!service.getVia().isEmpty()) {
        text.append(", via ").append(String.join(" > ", service.getVia()));
      }
      wrapped(INDENT, text.toString(), false);
    }
  }

  private static void when(ServiceImpact service, StringBuilder text) {
    Long at = service.getImpactMillis();
    Long from = service.getImpactFromMillis();
    Long to = service.getImpactToMillis();
    if (at != null) {
      text.append(service.getBasis() == ImpactBasis.OBSERVED ? ", since " : ", about ");
      text.append(Words.time(at));
      if (from != null && to != null && from < to) {
        text.append(" (").append(Words.clock(from)).append(" to ").append(Words.clock(to));
        text.append(')');
      }
    }
    if (service.getActualEffect() != null) {
      Long since = service.getActualFromMillis();
      text.append(", in the end ");
      text.append(since == null ? "not hit" : Words.effect(service.getActualEffect()));
      text.append(since == null ? "" : " from " + Words.time(since));
    }
  }

  private void alarms(Incident incident) {
    section("Alarms in order of time");
    List<MemberAlarm> alarms = new ArrayList<>(incident.getAlarms());
    alarms.sort(
        Comparator.comparingLong(MemberAlarm::getTimeMillis).thenComparing(MemberAlarm::getEvent));
    for (MemberAlarm alarm : alarms.subList(0, Math.min(alarms.size(), MAX_ALARMS))) {
      alarm(alarm);
    }
    int hidden = incident.getCounts().getAlarms() - Math.min(alarms.size(), MAX_ALARMS);
    if (hidden > 0) {
      wrapped(INDENT, "and " + Words.number(hidden) + " more", false);
    }
  }

  private void alarm(MemberAlarm alarm) {
    String when =
        Words.clock(alarm.getTimeMillis())
            + " "
            + DisplayText.pad(Words.lag(alarm.getLagMillis()), 9)
            + " ";
    String role = DisplayText.pad(alarm.getRole().name().toLowerCase(Locale.ROOT), 8);
    StringBuilder what = new StringBuilder(DisplayText.plain(alarm.getResource()));
    what.append("  ").append(DisplayText.plain(alarm.getType()));
    if (!alarm.getQualifier().isBlank()) {
      what.append(" [").append(DisplayText.plain(alarm.getQualifier())).append(']');
    }
    if (alarm.getCount() > 1) {
      what.append("  ×").append(Words.number(alarm.getCount()));
    }
    if (alarm.getFlapping()) {
      what.append("  flapping");
    }
    if (alarm.getClearedMillis() != null) {
      long after = alarm.getClearedMillis() - alarm.getTimeMillis();
      what.append("  cleared after ").append(Words.duration(after));
    }
    int room = width - INDENT.length() - when.length() - role.length() - 1;
    out.append(INDENT)
        .append(paint.faint(when))
        .append(paint.severity(alarm.getSeverity(), role))
        .append(' ');
    line(DisplayText.fit(what.toString(), room));
    String deep = INDENT + " ".repeat(13);
    if (alarm.getPath().size() > 1) {
      faint(deep, "path " + String.join(" > ", alarm.getPath()));
    }
    if (!alarm.getMessage().isBlank()) {
      faint(deep, alarm.getMessage());
    }
  }

  private void revisions(List<Incident> revisions) {
    section("What each revision changed");
    for (Incident revision : revisions) {
      String changes =
          revision.getChanges().isEmpty() ? "-" : String.join("; ", revision.getChanges());
      wrapped(
          INDENT,
          Words.clock(revision.getUpdatedMillis()) + "  " + revision.getRevision() + "  " + changes,
          false);
    }
  }

  private void section(String title) {
    out.append('\n');
    line(paint.strong(title));
  }

  private void wrapped(String indent, String text, boolean strong) {
    for (String line : DisplayText.wrap(DisplayText.plain(text), width - indent.length())) {
      line(indent + (strong ? paint.strong(line) : line));
    }
  }

  private void faint(String indent, String text) {
    String plain = DisplayText.fit(DisplayText.plain(text), width - indent.length());
    line(indent + paint.faint(plain));
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
