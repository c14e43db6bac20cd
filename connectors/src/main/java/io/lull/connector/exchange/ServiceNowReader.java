package io.lull.connector.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lull.connector.files.CsvRecords;
import io.lull.connector.files.LineReader;
import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * CSV that ServiceNow exports of {@code cmdb_ci} (or a table below it) and of {@code cmdb_rel_ci};
 * which of both a file is, its header tells.
 *
 * <p>A CI has the id {@code sys_id}, or its name where that column was not exported. Relations name
 * their ends by {@code parent.sys_id} and {@code child.sys_id}, else by name, which is looked up
 * among the CIs of the files before. FQDN, addresses and serial number become aliases, other
 * columns attributes, {@code u_attributes} (JSON) what it holds.
 */
final class ServiceNowReader implements EstateReader {
  private static final String SOURCE = "servicenow";
  private static final Set<String> CI =
      Set.of("sys_id", "name", "sys_class_name", "u_aliases", "u_attributes");
  private static final List<String> ALIASES =
      List.of("fqdn", "host_name", "ip_address", "mac_address", "serial_number", "object_id");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> idsByName = new HashMap<>();

  @Override
  public void read(Path file, Consumer out) throws IOException, InterruptedException {
    try (CsvRecords records =
        new CsvRecords(
            new BufferedReader(
                new InputStreamReader(LineReader.openStream(file), StandardCharsets.UTF_8)))) {
      CsvRecords.Row header = records.next();
      if (header == null) {
        return;
      }
      List<String> columns = columns(header);
      boolean relations = columns.contains("parent") || columns.contains("parent.sys_id");
      if (!relations && !columns.contains("name") && !columns.contains("sys_id")) {
        out.accept(
            Entry.bad(
                header.line(),
                "no header of cmdb_ci or cmdb_rel_ci: expected columns name and sys_class_name, or parent, child and type"));
        return;
      }
      for (CsvRecords.Row row = records.next(); row != null; row = records.next()) {
        out.accept(entry(columns, row, relations));
      }
    }
  }

  private static List<String> columns(CsvRecords.Row header) {
    List<String> columns = new ArrayList<>();
    for (String field : header.fields()) {
      String name = field.startsWith("\uFEFF") ? field.substring(1) : field;
      columns.add(name.strip().toLowerCase(Locale.ROOT).replace(' ', '_'));
    }
    return columns;
  }

  private Entry entry(List<String> columns, CsvRecords.Row row, boolean relations) {
    if (row.problem() != null) {
      return Entry.bad(row.line(), row.problem());
    }
    if (row.fields().size() != columns.size()) {
      return Entry.bad(
          row.line(),
          "expected "
              + columns.size()
              + " fields as in the header, found "
              + row.fields().size()
              + "; is the file cut?");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      fields.put(columns.get(i), row.fields().get(i).strip());
    }
    return relations ? relation(row.line(), fields) : node(row.line(), fields);
  }

  private Entry node(long line, Map<String, String> fields) {
    String name = fields.getOrDefault("name", "");
    String id = fields.getOrDefault("sys_id", "");
    id = id.isEmpty() ? name : id;
    if (id.isEmpty()) {
      return Entry.bad(line, "CI without sys_id and name");
    }
    Map<String, String> attributes = new TreeMap<>();
    Set<String> aliases = new LinkedHashSet<>();
    fields.getOrDefault("u_aliases", "").lines().filter(a -> !a.isBlank()).forEach(aliases::add);
    fields.forEach(
        (column, value) -> {
          if (!value.isEmpty() && ALIASES.contains(column)) {
            aliases.add(value);
          } else if (!value.isEmpty() && !CI.contains(column)) {
            attributes.put(column, value);
          }
        });
    try {
      attributes.putAll(attributes(fields));
    } catch (JsonProcessingException e) {
      return Entry.bad(line, "u_attributes is no JSON object of texts");
    }
    idsByName.putIfAbsent(name, id);
    String type = ServiceNowTerms.typeOf(fields.getOrDefault("sys_class_name", "cmdb_ci"));
    return Entry.of(
        line,
        EstateReader.upsert(
            new Node(id, type, name, new ArrayList<>(aliases), null, attributes), SOURCE));
  }

  private Entry relation(long line, Map<String, String> fields) {
    String parent = end(fields, "parent");
    String child = end(fields, "child");
    String type = fields.getOrDefault("type", "");
    if (parent.isEmpty() || child.isEmpty() || type.isEmpty()) {
      return Entry.bad(line, "relation without parent, child or type");
    }
    ServiceNowTerms.Term term = ServiceNowTerms.relationOf(type);
    Map<String, String> attributes = new TreeMap<>();
    try {
      attributes.putAll(attributes(fields));
    } catch (JsonProcessingException e) {
      return Entry.bad(line, "u_attributes is no JSON object of texts");
    }
    Relation relation =
        term.forward()
            ? new Relation(parent, child, term.type(), attributes)
            : new Relation(child, parent, term.type(), attributes);
    return Entry.of(line, EstateReader.upsert(relation, SOURCE));
  }

  private String end(Map<String, String> fields, String end) {
    String id = fields.getOrDefault(end + ".sys_id", "");
    String name = fields.getOrDefault(end, "");
    return id.isEmpty() ? idsByName.getOrDefault(name, name) : id;
  }

  private static Map<String, String> attributes(Map<String, String> fields)
      throws JsonProcessingException {
    String text = fields.getOrDefault("u_attributes", "");
    return text.isEmpty()
        ? Map.of()
        : JSON.readValue(text, new TypeReference<Map<String, String>>() {});
  }
}
