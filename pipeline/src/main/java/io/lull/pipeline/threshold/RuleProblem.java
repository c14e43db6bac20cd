package io.lull.pipeline.threshold;

/**
 * Something wrong in a file of threshold rules.
 *
 * @param file name of the file or control record
 * @param line line in it, from 1
 * @param reason what is wrong and what was expected
 */
public record RuleProblem(String file, int line, String reason) {
  @Override
  public String toString() {
    return file + ":" + line + ": " + reason;
  }
}
