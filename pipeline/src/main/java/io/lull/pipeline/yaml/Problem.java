package io.lull.pipeline.yaml;

/**
 * Something wrong in a rule file.
 *
 * @param file name of the file or layer
 * @param line line in it, from 1
 * @param rule id of the rule, empty where the problem is outside of rules
 * @param key path of the key, such as {@code match.message}; empty where there is none
 * @param reason what is wrong and what was expected
 */
public record Problem(String file, int line, String rule, String key, String reason) {

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file).append(':').append(line).append(": ");
    if (!rule.isEmpty()) {
      text.append("rule ").append(rule).append(": ");
    }
    if (!key.isEmpty()) {
      text.append(key).append(": ");
    }
    return text.append(reason).toString();
  }
}
