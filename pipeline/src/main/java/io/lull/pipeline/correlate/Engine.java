package io.lull.pipeline.correlate;

import io.lull.pipeline.model.Topology;

/** What works with the numbers of one {@link FailureModel}; cheap to make, keeps look-ups only. */
record Engine(
    FailureModel model, Neighbourhood neighbourhood, Explainer explainer, Incidents incidents) {

  static Engine of(
      CorrelateOptions options,
      Topology topology,
      Tables tables,
      Borders borders,
      Teacher teacher,
      Correlator.Sink sink) {
    FailureModel model = options.model();
    Upstream upstream = new Upstream(topology, model, options);
    MissingEvidence missing = new MissingEvidence(topology, model, upstream);
    EdgeCosts costs = new EdgeCosts(model, upstream, options.windowMillis());
    SilentCauses silent = new SilentCauses(model, missing, costs);
    Kinship kinship = new Kinship(tables, topology, costs, options.naming());
    Searches searches = new Searches(topology, upstream);
    Ties ties = new Ties(tables, searches, costs, silent, kinship, options.windowMillis());
    Neighbourhood neighbourhood =
        new Neighbourhood(tables, searches, ties, kinship, borders, options.windowMillis());
    Revisions revisions =
        new Revisions(options, topology, tables, borders.territory(), teacher, sink);
    CauseRanking ranking = new CauseRanking(topology, costs, silent, kinship, model);
    return new Engine(
        model,
        neighbourhood,
        new Explainer(costs, silent, kinship, upstream),
        new Incidents(options, tables, neighbourhood, ranking, revisions, sink));
  }
}
