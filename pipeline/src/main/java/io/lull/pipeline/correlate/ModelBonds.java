package io.lull.pipeline.correlate;

import io.lull.pipeline.impact.Bonds;

/** What the model of failure says of who is hit. */
record ModelBonds(FailureModel model) implements Bonds {

  @Override
  public Bond bond(String relationType) {
    return switch (model.travel(relationType)) {
      case DEPENDENCY, PLACE -> Bond.DEPENDENCY;
      case REDUNDANT -> Bond.MEMBER;
      case CONNECTION -> Bond.NONE;
    };
  }

  @Override
  public double required() {
    return model.required();
  }

  @Override
  public int required(String service, int documented, int members) {
    FailureModel.Need learned = model.needs().get(service);
    if (learned == null || learned.documented() != documented || learned.members() != members) {
      return documented;
    }
    return learned.required();
  }

  @Override
  public Lag lag(String relationType) {
    FailureModel.Relation relation = model.relation(relationType);
    return new Lag(relation.lagMillis(), relation.lagSigma());
  }
}
