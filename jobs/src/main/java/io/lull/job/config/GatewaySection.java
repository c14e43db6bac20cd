package io.lull.job.config;

/** What the gateway listens to. */
public final class GatewaySection {
  private GatewaySection() {}
}
