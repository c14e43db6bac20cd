package io.lull.job.replay;

import io.lull.connector.files.HistoryRecord;
import org.jspecify.annotations.Nullable;

/** What went in. */
final class ReplayCounts {
  long topologyChanges;
  long controlRecords;
  long events;
  long samples;
  long facts;
  long spans;

  private long firstMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;

  /** Takes note of a time that was seen. */
  void span(long timeMillis) {
    if (timeMillis != HistoryRecord.SINCE_EVER) {
      firstMillis = Math.min(firstMillis, timeMillis);
      lastMillis = Math.max(lastMillis, timeMillis);
    }
  }

  /** Earliest time in the input, milliseconds since the epoch; null where nothing has a time. */
  @Nullable Long firstMillis() {
    return firstMillis > lastMillis ? null : firstMillis;
  }

  /** Latest time in the input, milliseconds since the epoch; null where nothing has a time. */
  @Nullable Long lastMillis() {
    return firstMillis > lastMillis ? null : lastMillis;
  }

  long total() {
    return topologyChanges + controlRecords + events + samples + facts + spans;
  }
}
