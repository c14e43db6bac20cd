package io.lull.job.config;

import io.lull.connector.gateway.SnmpUser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SNMP v3 users as mappings. Pass phrases are never shown again. */
final class SnmpUserType implements OptionType<SnmpUser> {
  static final OptionType<List<SnmpUser>> LIST = Lists.of(new SnmpUserType());

  private static final List<String> FIELDS =
      List.of("name", "auth", "auth-pass", "privacy", "privacy-pass", "engine-id");

  private SnmpUserType() {}

  @Override
  public String name() {
    return "SNMP user";
  }

  @Override
  public String allowed() {
    return "{name: NAME, auth: SHA-256, auth-pass: PHRASE, privacy: AES, privacy-pass: PHRASE}";
  }

  @Override
  public @Nullable SnmpUser read(ConfigNode node, String key, Problems problems) {
    Map<String, String> fields = new LinkedHashMap<>();
    boolean sound = node.isMapping();
    for (ConfigNode.Entry entry : node.entries()) {
      String value = entry.value().scalar();
      sound &= FIELDS.contains(entry.key()) && value != null;
      sound &= fields.put(entry.key(), value == null ? "" : value) == null;
    }
    if (!sound || !fields.containsKey("name")) {
      problems.add(node.line(), key, String.join(", ", fields.keySet()), allowed());
      return null;
    }
    try {
      return new SnmpUser(
          fields.getOrDefault("name", ""),
          SnmpUser.Auth.parse(fields.getOrDefault("auth", "NONE")),
          fields.get("auth-pass"),
          SnmpUser.Privacy.parse(fields.getOrDefault("privacy", "NONE")),
          fields.get("privacy-pass"),
          fields.get("engine-id"));
    } catch (IllegalArgumentException e) {
      problems.say(node.line(), key, fields.get("name"), String.valueOf(e.getMessage()));
      return null;
    }
  }

  @Override
  public String render(SnmpUser user) {
    return "{name: " + Types.quote(user.name()) + "}";
  }
}
