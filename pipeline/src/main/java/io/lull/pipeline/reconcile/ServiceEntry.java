package io.lull.pipeline.reconcile;

import io.lull.pipeline.model.BusyHours;
import io.lull.pipeline.yaml.YamlFields;
import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import io.lull.schema.FactRelation;
import io.lull.schema.Identifier;
import io.lull.schema.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** One service of a map. Mutable while its map is checked. */
final class ServiceEntry {
  private static final Set<String> KEYS =
      Set.of(
          "name",
          "type",
          "revenueShare",
          "busyHours",
          "objectives",
          "dependsOn",
          "members",
          "required",
          "partOf",
          "aliases",
          "attributes");
  private static final Set<String> DEPENDENCY = Set.of("service", "share");

  private final YamlFields fields;
  private final String name;
  private final String type;
  private final Map<String, String> attributes = new TreeMap<>();
  private final Map<String, @Nullable Double> dependsOn = new LinkedHashMap<>();
  private final List<String> members = new ArrayList<>();
  private final List<String> partOf = new ArrayList<>();
  private final List<String> aliases = new ArrayList<>();
  private @Nullable Double revenueShare;

  private ServiceEntry(YamlFields fields, String name) {
    this.fields = fields;
    this.name = name;
    boolean business = fields.has("revenueShare") || fields.has("busyHours");
    String given = fields.text("type");
    this.type = given == null ? (business ? "BUSINESS_SERVICE" : "SERVICE") : given.strip();
  }

  /** Reads an entry; null, with a problem, where it has no name. */
  static @Nullable ServiceEntry read(YamlFields.Problems problems, Node node) {
    problems.inRule("");
    YamlFields fields = YamlFields.of(problems, "services", node, KEYS);
    String name = fields.text("name");
    if (name == null || name.isBlank() || name.indexOf('|') >= 0) {
      fields.problem("name", "expected the name of the service, without '|'");
      return null;
    }
    problems.inRule(name.strip());
    ServiceEntry entry = new ServiceEntry(fields, name.strip());
    entry.readAttributes(problems);
    entry.readRelations(problems);
    return entry;
  }

  private void readAttributes(YamlFields.Problems problems) {
    revenueShare = share(fields, "revenueShare");
    String hours = fields.text("busyHours");
    if (hours != null) {
      String problem = BusyHours.problem(hours);
      if (problem != null) {
        fields.problem("busyHours", problem);
      }
      attributes.put("busyHours", hours.strip());
    }
    for (String group : List.of("attributes", "objectives")) {
      Node node = fields.node(group);
      if (node != null) {
        YamlFields child = YamlFields.of(problems, fields.pathOf(group), node, Set.of());
        for (String key : child.keys()) {
          String value = child.text(key);
          if (value != null) {
            attributes.put(group.equals("objectives") ? "objective." + key : key, value);
          }
        }
      }
    }
  }

  private void readRelations(YamlFields.Problems problems) {
    Node dependencies = fields.node("dependsOn");
    if (dependencies != null) {
      YamlFields.items(dependencies).forEach(item -> dependency(problems, item));
    }
    members.addAll(texts("members"));
    partOf.addAll(texts("partOf"));
    aliases.addAll(texts("aliases"));
    String required = fields.text("required");
    if (required != null) {
      if (!required.matches("[1-9]\\d{0,6}")) {
        fields.problem("required", "expected a whole number from 1, found '" + required + "'");
      } else if (!members.isEmpty() && Integer.parseInt(required) > members.size()) {
        fields.problem(
            "required", required + " of " + members.size() + " members cannot be needed");
      }
      attributes.put("required", required);
    }
    if (others().contains(name)) {
      fields.problem("name", "the service names itself");
    }
  }

  private List<String> texts(String key) {
    return fields.has(key) ? fields.texts(key).stream().map(String::strip).toList() : List.of();
  }

  private void dependency(YamlFields.Problems problems, Node item) {
    if (item instanceof ScalarNode scalar) {
      dependsOn.put(scalar.getValue().strip(), null);
      return;
    }
    if (!(item instanceof MappingNode)) {
      fields.problem("dependsOn", "expected names, or {service: NAME, share: 0.4}");
      return;
    }
    YamlFields child = YamlFields.of(problems, fields.pathOf("dependsOn"), item, DEPENDENCY);
    String service = child.text("service");
    if (service == null || service.isBlank()) {
      child.problem("service", "expected the name of a service");
      return;
    }
    dependsOn.put(service.strip(), share(child, "share"));
  }

  /** A part of one, as 0.4 or 40 %. */
  private static @Nullable Double share(YamlFields fields, String key) {
    String text = fields.text(key);
    if (text == null) {
      return null;
    }
    boolean percent = text.strip().endsWith("%");
    String number = percent ? text.strip().substring(0, text.strip().length() - 1).strip() : text;
    try {
      double share = Double.parseDouble(number.strip()) / (percent ? 100 : 1);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    fields.problem(key, "expected a part of one such as 0.4 or 40 %, found '" + text + "'");
    return null;
  }

  String name() {
    return name;
  }

  int line() {
    return fields.line();
  }

  int line(String key) {
    return key.isEmpty() ? fields.line() : fields.line(key);
  }

  @Nullable Double revenueShare() {
    return revenueShare;
  }

  void dropRevenueShare() {
    revenueShare = null;
  }

  /** Other names it is known by. */
  List<String> aliases() {
    return aliases;
  }

  List<String> partOf() {
    return partOf;
  }

  /** All that the service names. */
  Set<String> others() {
    Set<String> others = new java.util.TreeSet<>(dependsOn.keySet());
    others.addAll(members);
    others.addAll(partOf);
    return others;
  }

  /**
   * What is said of the service.
   *
   * @param document the map that says so
   * @param timeMillis since when, milliseconds since the epoch; null: as the record, or since ever
   */
  Fact fact(String document, @Nullable Long timeMillis, Origin origin) {
    List<Identifier> identifiers = new ArrayList<>();
    identifiers.add(new Identifier(Kind.NAME.name(), name, ""));
    aliases.forEach(alias -> identifiers.add(new Identifier(Kind.NAME.name(), alias, "")));
    Map<String, String> said = new TreeMap<>(attributes);
    if (revenueShare != null) {
      said.put("revenueShare", Double.toString(revenueShare));
    }
    List<FactRelation> relations = new ArrayList<>();
    dependsOn.forEach(
        (other, share) ->
            relations.add(
                relation(
                    "DEPENDS_ON",
                    other,
                    share == null ? Map.of() : Map.of("share", Double.toString(share)))));
    members.forEach(member -> relations.add(relation("SERVED_BY", member, Map.of())));
    partOf.forEach(whole -> relations.add(relation("PART_OF", whole, Map.of())));
    return new Fact(
        ReconcileOptions.MAP,
        MapDocuments.subject(document, name),
        timeMillis,
        ChangeOp.UPSERT,
        type,
        name,
        identifiers,
        said,
        relations,
        null,
        origin);
  }

  private static FactRelation relation(String type, String other, Map<String, String> with) {
    return new FactRelation(
        type,
        List.of(),
        List.of(
            new Identifier(Kind.ID.name(), other, ""), new Identifier(Kind.NAME.name(), other, "")),
        new TreeMap<>(with));
  }
}
