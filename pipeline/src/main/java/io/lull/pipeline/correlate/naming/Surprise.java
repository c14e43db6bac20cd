package io.lull.pipeline.correlate.naming;

/**
 * How surprising it is that so many of the latest alarms have something in common, if they had
 * nothing to do with each other.
 *
 * <p><b>Idea.</b> Of the last m alarms k have a trait that n of N others have. Alarms that come at
 * random have it with probability p, about n / N; that k or more of m do has at most the
 * probability e to minus m KL(k/m, p) (Chernoff [1]). As p is itself a guess from N, the counts
 * spread more than that (a beta-binomial, or Pólya, distribution): m counts as m (s + 1) / (s + m),
 * s the strength of the guess, as its variance says. So where there is nothing to compare with, be
 * it at the start or because everything has the trait, even the longest run of hits says little,
 * and a busy background raises the bar by itself. It is the scan statistic of Kulldorff [2] with a
 * prior.
 *
 * <ol>
 *   <li>H. Chernoff: A measure of asymptotic efficiency for tests of a hypothesis based on the sum
 *       of observations. Annals of Mathematical Statistics 23, 1952
 *   <li>M. Kulldorff: A spatial scan statistic. Communications in Statistics 26, 1997
 * </ol>
 */
public final class Surprise {

  private static final double CERTAIN = 0.999;

  private Surprise() {}

  /**
   * Returns -ln of about the probability, nats; 0 where it is no more than is to be expected.
   *
   * @param hits k, of the latest
   * @param of m, the latest
   * @param otherHits n, of the others; taken as 0 if below
   * @param others N; taken as 0 if below
   * @param prior what the part of hits is held to be before anything is known
   * @param strength how many others that guess is worth
   */
  public static double nats(
      int hits, int of, double otherHits, double others, double prior, double strength) {
    if (hits <= 0 || of <= 0) {
      return 0;
    }
    double total = Math.max(0, others) + strength;
    double expected =
        Math.min(CERTAIN, (Math.max(0, Math.min(otherHits, others)) + prior * strength) / total);
    double part = Math.min(1, (double) hits / of);
    if (part <= expected) {
      return 0;
    }
    double divergence = part * Math.log(part / expected);
    if (part < 1) {
      divergence += (1 - part) * Math.log((1 - part) / (1 - expected));
    }
    return of * (total + 1) / (total + of) * divergence;
  }
}
