package io.lull.pipeline.model;

import io.lull.schema.Scrape;
import java.util.Comparator;

/**
 * Order of scrapes of one stream timestamp: those of one resource and time stand together, then by
 * where they were read; only scrapes without an origin need a look at what they hold.
 */
public enum ScrapeOrder implements Comparator<Scrape> {
  INSTANCE;

  private static final Comparator<Scrape> UNREAD =
      Comparator.<Scrape, String>comparing(
              Scrape::originSource, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Scrape::toString);

  @Override
  public int compare(Scrape a, Scrape b) {
    int order = a.resource().compareTo(b.resource());
    if (order != 0) {
      return order;
    }
    order = Long.compare(a.timeMillis(), b.timeMillis());
    if (order != 0) {
      return order;
    }
    String origin = a.originSource();
    if (origin == null || !origin.equals(b.originSource())) {
      return UNREAD.compare(a, b);
    }
    order = Integer.compare(a.originPartition(), b.originPartition());
    if (order != 0) {
      return order;
    }
    order = Long.compare(a.originPosition(), b.originPosition());
    // Several scrapes of one record, such as those of different lines.
    return order != 0 ? order : a.toString().compareTo(b.toString());
  }
}
