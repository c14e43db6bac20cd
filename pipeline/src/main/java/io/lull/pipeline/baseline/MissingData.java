package io.lull.pipeline.baseline;

import io.lull.pipeline.model.SeriesName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Notices data that stays away: series that came regularly while others of their resource still
 * come, and resources of which nothing comes any more.
 *
 * <p>A series is missing {@value Presence#INTERVALS} of its longest intervals after its last
 * sample, by the clock of its resource. One that came irregularly, that is young, or that another
 * series of its metric has taken the place of since (a container was started anew) is not. All that
 * are missing are one alarm, which ends when all are back or forgotten.
 *
 * <p>A resource is silent when nothing of it has come for {@value Presence#INTERVALS} of its
 * longest intervals, and for the hold, if any of its series is regular.
 *
 * <p>Cost: O(1) a scrape; O(series) when the first of them can be missing, that is every fifth
 * scrape or so.
 */
final class MissingData {
  private final long holdMillis;
  private final Presence presence = new Presence();
  private final Bytes cursor = new Bytes();

  /** Names of the series of a resource. */
  interface Names {
    String name(int slot);
  }

  /**
   * @param holdMillis least time after which a resource is silent, milliseconds
   */
  MissingData(long holdMillis) {
    this.holdMillis = holdMillis;
  }

  /**
   * Samples of the resource come.
   *
   * @param timeMillis their time by the sender's clock, milliseconds since the epoch
   * @param timestamp when they are taken, as timers know time: the sender's clock may be behind
   * @return whether the resource was told to be silent
   */
  boolean comes(ResourceSeries series, long timeMillis, long timestamp) {
    if (series.lastMillis != 0 && timeMillis > series.lastMillis) {
      series.clock.goOn(timeMillis - series.lastMillis);
    }
    boolean wasTold = series.silence == Silence.TOLD;
    series.silence = Silence.NONE;
    series.seenMillis = timestamp;
    return wasTold;
  }

  /** A sample of a series came. */
  void came(ResourceSeries series, int slot) {
    presence.read(series.presenceAt(slot, cursor));
    if (presence.last() == 0) {
      series.awayFrom = 0;
    }
    presence.came(series.clock.tick());
    presence.write(series.presenceAt(slot, cursor));
    series.back(slot);
  }

  /** Looks for series that have gone missing; returns whether there are. */
  boolean look(ResourceSeries series, Names names) {
    int now = series.clock.tick();
    if (now < series.awayFrom) {
      return false;
    }
    long next = Long.MAX_VALUE;
    List<Integer> away = new ArrayList<>(0);
    for (int slot = 0; slot < series.size(); slot++) {
      if (series.isUsed(slot) && !series.isAway(slot)) {
        presence.read(series.presenceAt(slot, cursor));
        if (presence.last() == 0) {
          continue; // it is not looked at whether such a one comes
        }
        if (presence.missingFrom() > now) {
          next = Math.min(next, presence.missingFrom());
        } else {
          away.add(slot);
        }
      }
    }
    series.awayFrom = next;
    boolean told = false;
    for (int slot : away) {
      boolean missing = isRegular(series, slot) && !isReplaced(series, slot, names);
      series.away(slot, missing);
      told |= missing;
    }
    return told;
  }

  private boolean isRegular(ResourceSeries series, int slot) {
    presence.read(series.presenceAt(slot, cursor));
    return presence.isRegular();
  }

  /** Whether another series of its metric first came when this one came no more. */
  private boolean isReplaced(ResourceSeries series, int slot, Names names) {
    presence.read(series.presenceAt(slot, cursor));
    int last = presence.last();
    String metric = SeriesName.metric(names.name(slot));
    for (int other = 0; other < series.size(); other++) {
      if (other != slot && series.isUsed(other) && !series.isAway(other)) {
        presence.read(series.presenceAt(other, cursor));
        if (presence.last() > last
            && presence.firstOf(series.countAt(other, cursor)) >= last
            && SeriesName.metric(names.name(other)).equals(metric)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The names of the series that are missing, in order. */
  static List<String> missing(ResourceSeries series, Names names) {
    List<String> missing = new ArrayList<>();
    for (int slot = 0; slot < series.size(); slot++) {
      if (series.isUsed(slot) && series.isMissing(slot)) {
        missing.add(names.name(slot));
      }
    }
    Collections.sort(missing);
    return missing;
  }

  /** How long the series that is missing longest has been away, milliseconds. */
  long awayMillis(ResourceSeries series) {
    long most = 0;
    for (int slot = 0; slot < series.size(); slot++) {
      if (series.isUsed(slot) && series.isMissing(slot)) {
        presence.read(series.presenceAt(slot, cursor));
        most = Math.max(most, series.clock.millisSince(presence.last()));
      }
    }
    return most;
  }

  /** When the resource is silent if nothing comes; {@code Long.MAX_VALUE}: it is already. */
  long silentFrom(ResourceSeries series) {
    return series.silence == Silence.NONE && series.seenMillis != 0
        ? series.seenMillis + Math.max(holdMillis, series.clock.patienceMillis())
        : Long.MAX_VALUE;
  }

  /** Time has gone on, and nothing came; returns whether it is to be told from now on. */
  boolean wait(ResourceSeries series, long timeMillis) {
    if (timeMillis < silentFrom(series)) {
      return false;
    }
    boolean told = false;
    for (int slot = 0; slot < series.size() && !told; slot++) {
      told = series.isUsed(slot) && !series.isAway(slot) && isRegular(series, slot);
    }
    series.silence = told ? Silence.TOLD : Silence.UNTOLD;
    series.changed = true;
    return told;
  }
}
