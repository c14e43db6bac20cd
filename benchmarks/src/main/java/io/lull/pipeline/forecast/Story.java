package io.lull.pipeline.forecast;

import java.util.Random;

/**
 * What a capacity does for days: a course that is known, and what is measured of it. Ranges are
 * those of estates, not of the forecaster: how fast, how noisy and how often sampled is drawn from
 * the widest ranges in which such a thing happens.
 */
enum Story {
  DISK_LINEAR(true) {
    @Override
    Course course(Random random) {
      Range r = new Range(random);
      double start = r.between(20, 85);
      double onset = random.nextBoolean() ? 0 : r.between(2, 48);
      double hours = r.wide(6, 240);
      double noise = r.wide(0.01, 0.5);
      return new Course(
          98, h -> start + Math.max(0, h - onset) / hours * (98 - start) + gauss(random, noise));
    }
  },
  DISK_DAILY(true) {
    @Override
    Course course(Random random) {
      Range r = new Range(random);
      double start = r.between(30, 80);
      double hours = r.wide(48, 240);
      double swing = r.between(0.5, 4);
      double phase = r.between(0, 24);
      double noise = r.wide(0.02, 0.5);
      return new Course(
          98, h -> start + h / hours * (98 - start) + swing * day(h, phase) + gauss(random, noise));
    }
  },
  DISK_CLEANED(true) {
    @Override
    Course course(Random random) {
      // Fills, is cleaned at some hour of each day, and each time a little less.
      Range r = new Range(random);
      double start = r.between(30, 60);
      double daily = r.between(4, 12);
      double net = r.between(3, 10);
      double at = r.between(0, 24);
      double noise = r.wide(0.02, 0.3);
      return new Course(
          98,
          h -> start + net * h / 24 + daily * (((h + at) % 24) / 24 - 0.5) + gauss(random, noise));
    }
  },
  DISK_BATCHES(true) {
    @Override
    Course course(Random random) {
      Range r = new Range(random);
      double start = r.between(30, 80);
      double hours = r.wide(24, 240);
      double every = r.wide(0.5, 8);
      double noise = r.wide(0.005, 0.05);
      return new Course(
          98,
          h -> start + Math.floor(h / every) * every / hours * (98 - start) + gauss(random, noise));
    }
  },
  DISK_RUNAWAY(true) {
    @Override
    Course course(Random random) {
      // Grows slowly for days, then a log runs away.
      Range r = new Range(random);
      double start = r.between(30, 70);
      double slow = r.between(0.02, 0.1);
      double turn = r.between(24, 96);
      double hours = r.wide(1, 12);
      double noise = r.wide(0.01, 0.3);
      return new Course(
          98,
          h ->
              start
                  + slow * h
                  + Math.max(0, h - turn) / hours * (98 - start - slow * turn)
                  + gauss(random, noise));
    }
  },
  POOL_GROWING(true) {
    @Override
    Course course(Random random) {
      // Traffic of the day, more of it each day.
      Range r = new Range(random);
      double size = r.wide(50, 1000);
      double mean = size * r.between(0.4, 0.6);
      double swing = r.between(0.1, 0.4);
      double growth = r.between(0.02, 0.08);
      double phase = r.between(0, 24);
      return new Course(
          size,
          h -> {
            double load = mean * (1 + growth * h / 24) * (1 + swing * day(h, phase));
            return Math.rint(load + gauss(random, Math.sqrt(load) / 2));
          });
    }
  },
  POOL_LEAK(true) {
    @Override
    Course course(Random random) {
      Range r = new Range(random);
      double size = r.wide(50, 500);
      double used = size * r.between(0.2, 0.5);
      double onset = r.between(1, 60);
      double hours = r.wide(1, 36);
      double swing = r.between(0, 0.2);
      double phase = r.between(0, 24);
      return new Course(
          size,
          h -> {
            double load = used * (1 + swing * day(h, phase));
            double leaked = Math.max(0, h - onset) / hours * (size - used);
            return Math.min(size, Math.rint(load + leaked + gauss(random, Math.sqrt(load) / 3)));
          });
    }
  },
  QUEUE_STALLED(true) {
    @Override
    Course course(Random random) {
      // A consumer stops: what comes in stays, and comes in unevenly.
      Range r = new Range(random);
      double onset = r.between(2, 40);
      double hours = r.wide(0.25, 10);
      double uneven = r.wide(0.05, 1);
      double[] state = {0, -1};
      return new Course(
          10_000,
          h -> {
            double before = state[1] < 0 ? h : state[1];
            state[1] = h;
            if (h >= onset) {
              double step = (h - before) / hours * 10_000;
              state[0] += Math.max(0, step + gauss(random, uneven * step));
            }
            return Math.rint(state[0] + Math.abs(gauss(random, 20)));
          });
    }
  },
  QUEUE_SLOWING(true) {
    @Override
    Course course(Random random) {
      // Fills ever more slowly, and over all the same.
      Range r = new Range(random);
      double top = 10_000 * r.between(1.05, 1.6);
      double onset = r.between(2, 30);
      double tau = r.wide(1, 30);
      double noise = r.wide(5, 100);
      return new Course(
          10_000, h -> top * (1 - Math.exp(-Math.max(0, h - onset) / tau)) + gauss(random, noise));
    }
  },
  MEMORY_LEAK(true) {
    @Override
    Course course(Random random) {
      // A collector's teeth over a floor that rises.
      Range r = new Range(random);
      double floor = r.between(20, 50);
      double tooth = r.between(5, 25);
      double period = r.wide(0.02, 1);
      double hours = r.wide(5, 150);
      double noise = r.wide(0.05, 1);
      return new Course(
          95,
          h ->
              floor
                  + h / hours * (95 - floor - tooth)
                  + tooth * ((h / period) % 1)
                  + gauss(random, noise));
    }
  },
  MEMORY_FASTER(true) {
    @Override
    Course course(Random random) {
      Range r = new Range(random);
      double start = r.between(20, 50);
      double hours = r.wide(12, 150);
      double power = r.between(1.2, 2.5);
      double noise = r.wide(0.05, 1);
      return new Course(
          95, h -> start + Math.pow(h / hours, power) * (95 - start) + gauss(random, noise));
    }
  },
  FLAT(false) {
    @Override
    Course course(Random random) {
      Range r = new Range(random);
      double level = r.between(20, 85);
      double noise = r.wide(0.01, 2);
      return new Course(98, h -> level + gauss(random, noise));
    }
  },
  DAILY(false) {
    @Override
    Course course(Random random) {
      Range r = new Range(random);
      double peak = 100 * r.between(0.5, 0.9);
      double swing = peak * r.between(0.1, 0.45);
      double phase = r.between(0, 24);
      double noise = r.wide(0.1, 2);
      return new Course(100, h -> peak - swing + swing * day(h, phase) + gauss(random, noise));
    }
  },
  WEEKLY(false) {
    @Override
    Course course(Random random) {
      Range r = new Range(random);
      double peak = 100 * r.between(0.5, 0.9);
      double swing = peak * r.between(0.1, 0.45);
      double phase = r.between(0, 24);
      double rest = r.between(0.2, 0.8);
      double noise = r.wide(0.1, 2);
      return new Course(
          100,
          h -> {
            double part = h / 24 % 7 < 5 ? 1 : rest;
            return peak - swing + part * swing * day(h, phase) + gauss(random, noise);
          });
    }
  },
  ROTATED(false) {
    @Override
    Course course(Random random) {
      // Fills and is emptied before it is full.
      Range r = new Range(random);
      double floor = r.between(20, 60);
      double height = (98 - floor) * r.between(0.3, 0.9);
      double period = r.wide(0.5, 72);
      double at = r.between(0, period);
      double noise = r.wide(0.02, 0.5);
      return new Course(98, h -> floor + height * (((h + at) / period) % 1) + gauss(random, noise));
    }
  },
  SETTLING(false) {
    @Override
    Course course(Random random) {
      // Fills ever more slowly, and never is full.
      Range r = new Range(random);
      double top = 10_000 * r.between(0.5, 0.95);
      double onset = r.between(2, 30);
      double tau = r.wide(1, 30);
      double noise = r.wide(5, 100);
      return new Course(
          10_000, h -> top * (1 - Math.exp(-Math.max(0, h - onset) / tau)) + gauss(random, noise));
    }
  },
  WANDERING(false) {
    @Override
    Course course(Random random) {
      // Reverts to its mean, slowly.
      Range r = new Range(random);
      double mean = r.between(30, 60);
      double spread = r.between(2, 8);
      double tau = r.wide(0.5, 24);
      double[] state = {0, 0};
      return new Course(
          98,
          h -> {
            double kept = Math.exp(-(h - state[1]) / tau);
            state[1] = h;
            state[0] = kept * state[0] + gauss(random, spread * Math.sqrt(1 - kept * kept));
            return mean + state[0];
          });
    }
  },
  STEPPED(false) {
    @Override
    Course course(Random random) {
      // Something is copied onto it, and that was it.
      Range r = new Range(random);
      double level = r.between(20, 60);
      double onset = r.between(4, 72);
      double hours = r.wide(0.5, 12);
      double height = (98 - level) * r.between(0.2, 0.85);
      double noise = r.wide(0.01, 0.5);
      return new Course(
          98,
          h ->
              level
                  + height * Math.max(0, Math.min(1, (h - onset) / hours))
                  + gauss(random, noise));
    }
  };

  /** What is measured so many hours after the begin. */
  interface Measured {
    double at(double hours);
  }

  /** A course and its limit, which is crossed from below. */
  record Course(double limit, Measured measured) {}

  private final boolean crosses;

  Story(boolean crosses) {
    this.crosses = crosses;
  }

  /** Whether its limit is crossed, if it goes on for long enough. */
  boolean crosses() {
    return crosses;
  }

  abstract Course course(Random random);

  static double gauss(Random random, double deviation) {
    return deviation * random.nextGaussian();
  }

  /** The course of a day, between -1 and 1, with a working day that is not quite a sine. */
  static double day(double hours, double phase) {
    double angle = 2 * Math.PI * (hours + phase) / 24;
    return (Math.sin(angle) + 0.35 * Math.sin(2 * angle + 0.8)) / 1.22;
  }

  /** Draws from ranges. */
  private record Range(Random random) {
    double between(double from, double to) {
      return from + (to - from) * random.nextDouble();
    }

    /** Evenly by orders of magnitude. */
    double wide(double from, double to) {
      return from * Math.pow(to / from, random.nextDouble());
    }
  }
}
