package io.lull.job.incidents;

import io.lull.schema.Incident;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Incidents as they come from the topic: repeats and older revisions change nothing. Keeps the last
 * revision of each, and at most {@code maxClosed} that are no longer open, the latest.
 */
public final class IncidentLog {
  private final int maxClosed;
  private final Map<String, Incident> latest = new LinkedHashMap<>();
  private int closed;

  public IncidentLog(int maxClosed) {
    this.maxClosed = maxClosed;
  }

  /** Takes a revision; false where it is not news. */
  public boolean add(Incident incident) {
    Incident known = latest.get(incident.getId());
    if (known != null && known.getRevision() >= incident.getRevision()) {
      return false;
    }
    if (known != null && !open(known)) {
      closed--;
    }
    latest.put(incident.getId(), incident);
    if (!open(incident) && ++closed > maxClosed) {
      forgetOldest();
    }
    return true;
  }

  private static boolean open(Incident incident) {
    return incident.getState() == io.lull.schema.IncidentState.OPEN;
  }

  /** Half of them at once, so that the cost of sorting is spread over many. */
  private void forgetOldest() {
    List<Incident> oldest =
        latest.values().stream()
            .filter(incident -> !open(incident))
            .sorted(Comparator.comparingLong(Incident::getUpdatedMillis))
            .limit(Math.max(1, closed / 2))
            .toList();
    oldest.forEach(incident -> latest.remove(incident.getId()));
    closed -= oldest.size();
  }

  /** Each incident at its last revision. */
  public List<Incident> latest() {
    return new ArrayList<>(latest.values());
  }
}
