package io.lull.pipeline.forecast;

/** A series that a rule gives a limit. */
final class WatchedSeries {
  final String rule;
  final String name;
  final SeriesForecast forecast;

  // Of the alarm that it holds up, or would if no other did.
  final String type;
  final String qualifier;
  double value; // the last

  WatchedSeries(String rule, String name, String type, String qualifier, SeriesForecast forecast) {
    this.rule = rule;
    this.name = name;
    this.type = type;
    this.qualifier = qualifier;
    this.forecast = forecast;
  }

  /** Whether it would be told as what the plan has. */
  boolean isAs(Plan.Step step) {
    return type.equals(step.rule().type()) && qualifier.equals(step.qualifier());
  }

  String key() {
    return key(rule, name);
  }

  static String key(String rule, String name) {
    return rule + '\n' + name;
  }

  String alarm() {
    return type + '\n' + qualifier;
  }
}
