package io.lull.pipeline.health;

import io.lull.pipeline.impact.Bonds;
import java.io.Serializable;
import java.util.Map;

/**
 * What relations mean, by type; how long failure takes is of no matter here.
 *
 * @param bonds by type
 * @param other of types that are not listed
 * @param required part of its members that a service needs where it does not say how many
 */
public record BondsByType(Map<String, Bond> bonds, Bond other, double required)
    implements Bonds, Serializable {
  private static final long serialVersionUID = 1L;

  public BondsByType {
    bonds = Map.copyOf(bonds);
  }

  @Override
  public Bond bond(String relationType) {
    return bonds.getOrDefault(relationType, other);
  }

  @Override
  public Lag lag(String relationType) {
    return new Lag(0, 0);
  }
}
