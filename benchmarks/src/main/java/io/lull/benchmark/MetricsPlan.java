package io.lull.benchmark;

/**
 * What is scraped.
 *
 * @param resources things that are scraped, hosts
 * @param seriesEach series of each
 * @param scrapes how often each is scraped
 * @param intervalMillis from one scrape of a host to its next, milliseconds of event time; hosts
 *     are spread over it evenly
 * @param startMillis time of the first scrape, milliseconds since the epoch
 * @param scrapesEachRecord scrapes that one Kafka record holds, of different hosts
 */
record MetricsPlan(
    int resources,
    int seriesEach,
    int scrapes,
    long intervalMillis,
    long startMillis,
    int scrapesEachRecord) {

  MetricsPlan {
    if (resources < 1 || seriesEach < 1 || scrapes < 1 || intervalMillis < 1) {
      throw new IllegalArgumentException(
          "resources, series, scrapes and interval must be positive");
    }
    if (scrapesEachRecord < 1 || resources % scrapesEachRecord != 0) {
      throw new IllegalArgumentException("resources must be a multiple of the scrapes of a record");
    }
  }

  long series() {
    return (long) resources * seriesEach;
  }

  long samples() {
    return series() * scrapes;
  }

  /** How long the series last, weeks of event time. */
  double weeks() {
    return scrapes * intervalMillis / (7 * 24 * 3_600_000.0);
  }

  /** When a host is scraped, milliseconds since the epoch; one record's hosts at one time. */
  long timeMillis(int resource, int scrape) {
    long first = resource - resource % scrapesEachRecord;
    return startMillis + scrape * intervalMillis + first * intervalMillis / resources;
  }
}
