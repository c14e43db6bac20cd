package io.lull.job.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong with it. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;
  private final transient LullConfig sound;

  /**
   * What is wrong, and what is not.
   *
   * @param sound the options that are right, so that the files they name can be checked too
   */
  ConfigException(List<ConfigProblem> problems, LullConfig sound) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
    this.sound = sound;
  }

  public List<ConfigProblem> problems() {
    return problems;
  }

  /** The options that are right; the others have their defaults. */
  public LullConfig sound() {
    return sound;
  }
}
