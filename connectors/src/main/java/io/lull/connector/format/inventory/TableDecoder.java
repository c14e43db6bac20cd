package io.lull.connector.format.inventory;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.RawRecord;
import io.lull.connector.format.Timestamps;
import io.lull.schema.Identifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code inventory-csv}: tables of hosts or interfaces, RFC 4180 with a header. A table with the
 * column {@code interface} is one of interfaces, with {@code host}, and {@code mac}, {@code ip},
 * {@code peer}, {@code peer_interface}; any other is one of CIs. Columns that are not known are
 * attributes; several values in a field are parted by {@code ;}.
 *
 * <p>A bad line refuses itself, with its number. A table that is cut in the middle loses the line
 * in which it is cut; what is missing is not taken for gone, it ages. A last line without a line
 * end may be cut in its last field and is refused, although RFC 4180 allows it: {@code DELET} is no
 * {@code DELETE}, nor {@code 10.0.0.1} the address {@code 10.0.0.17}.
 */
public final class TableDecoder implements Decoder {
  private static final Map<String, String> KINDS =
      Map.of(
          "id", "ID",
          "serial", "SERIAL",
          "uuid", "UUID",
          "cloud_id", "CLOUD_ID",
          "mac", "MAC",
          "fqdn", "FQDN",
          "ip", "IP",
          "aliases", "NAME");

  private static final Map<String, String> RELATIONS =
      Map.of(
          "runs_on", "RUNS_ON",
          "part_of", "PART_OF",
          "depends_on", "DEPENDS_ON",
          "connected_to", "CONNECTED_TO",
          "served_by", "SERVED_BY");

  private static final String CUT =
      "the line has no line end, and the table may be cut in it; end the last line too";

  private final DecoderOptions options;

  public TableDecoder(DecoderOptions options) {
    this.options = options;
  }

  @Override
  public String format() {
    return "inventory-csv";
  }

  @Override
  public boolean mayBeEmpty() {
    return true;
  }

  @Override
  public void decode(RawRecord raw, Output out) {
    CsvReader reader = new CsvReader(new String(raw.value(), StandardCharsets.UTF_8));
    CsvReader.Row header = reader.next();
    if (header == null || header.isBlank()) {
      out.reject("line 1: the header is missing");
      return;
    }
    List<String> columns =
        header.fields().stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    String problem = header.ended() ? problem(columns) : CUT;
    if (problem != null) {
      out.reject("line 1: " + problem);
      return;
    }
    FactWriter writer = new FactWriter(raw, options, out);
    rows(reader, columns, header.text(), writer, out);
  }

  private static @Nullable String problem(List<String> columns) {
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (!seen.add(column)) {
        return "column '" + cut(column) + "' is there twice";
      }
    }
    boolean ports = columns.contains("interface") && columns.contains("host");
    return ports || columns.contains("name") || columns.contains("id")
        ? null
        : "expected a column name or id, or host and interface";
  }

  private void rows(
      CsvReader reader, List<String> columns, String header, FactWriter writer, Output out) {
    boolean ports = columns.contains("interface") && columns.contains("host");
    for (CsvReader.Row row = reader.next(); row != null; row = reader.next()) {
      if (row.isBlank()) {
        continue;
      }
      String problem =
          writer.isFull()
              ? "more than " + options.limits().maxRecords() + " facts in one record"
              : shape(row, columns);
      if (problem == null) {
        Map<String, String> fields = fields(row, columns);
        problem = ports ? port(fields, writer) : ci(fields, writer);
      }
      if (problem != null) {
        String part = header + '\n' + row.text() + '\n';
        out.rejectPart(
            "line " + row.line() + ": " + problem, part.getBytes(StandardCharsets.UTF_8));
        if (writer.isFull()) {
          return;
        }
      }
    }
  }

  private static @Nullable String shape(CsvReader.Row row, List<String> columns) {
    if (!row.whole()) {
      return "a quote is not closed";
    }
    if (!row.ended()) {
      return CUT;
    }
    return row.fields().size() == columns.size()
        ? null
        : row.fields().size() + " fields, expected " + columns.size();
  }

  private static Map<String, String> fields(CsvReader.Row row, List<String> columns) {
    Map<String, String> fields = new TreeMap<>();
    for (int i = 0; i < columns.size(); i++) {
      String value = row.fields().get(i).strip();
      if (!value.isEmpty() && !columns.get(i).isEmpty()) {
        fields.put(columns.get(i), value);
      }
    }
    return fields;
  }

  private static @Nullable String ci(Map<String, String> fields, FactWriter writer) {
    String name = fields.remove("name");
    String id = fields.get("id");
    String subject = id != null ? id : name;
    if (subject == null) {
      return "name and id are empty";
    }
    String when = fields.remove("time");
    long time = when == null ? 0 : Timestamps.parse(when);
    if (time == Timestamps.INVALID) {
      return "time '" + cut(String.valueOf(when)) + "' is not RFC 3339";
    }
    String scope = fields.remove("scope");
    String in = scope == null ? writer.scope() : scope;
    FactDraft draft = writer.draft("table", subject).name(name).id("NAME", name, in);
    String type = fields.remove("type");
    if (type != null) {
      draft.type(type.toUpperCase(Locale.ROOT));
    }
    String op = fields.remove("op");
    fields.forEach((column, value) -> column(column, value, in, draft));
    writer.write("DELETE".equals(op) ? draft.gone() : draft, when == null ? null : time);
    return null;
  }

  private static void column(String column, String value, String scope, FactDraft draft) {
    String kind = KINDS.get(column);
    String relation = RELATIONS.get(column);
    if (kind == null && relation == null) {
      draft.attribute(column, value);
      return;
    }
    for (String one : values(value)) {
      if (kind != null) {
        draft.id(kind, one, scope);
      } else if (relation != null) {
        draft.to(relation, FactDraft.reference("NAME", one), Map.of());
      }
    }
  }

  private static List<String> values(String value) {
    List<String> values = new ArrayList<>();
    for (String one : value.split(";")) {
      if (!one.isBlank()) {
        values.add(one.strip());
      }
    }
    return values;
  }

  /** An interface is not a CI of its own: it is where its host is known, and linked. */
  private static @Nullable String port(Map<String, String> fields, FactWriter writer) {
    String host = fields.get("host");
    String port = fields.get("interface");
    if (host == null || port == null) {
      return "host or interface is empty";
    }
    FactDraft draft = writer.draft("interface-table", host + ' ' + port);
    List<Identifier> self = FactDraft.reference("NAME", host);
    draft.id("NAME", host, writer.scope());
    for (String kind : List.of("mac", "ip")) {
      String value = fields.get(kind);
      if (value != null) {
        values(value).forEach(one -> draft.id(kind.toUpperCase(Locale.ROOT), one, writer.scope()));
      }
    }
    String peer = fields.get("peer");
    if (peer != null) {
      Map<String, String> ports = new TreeMap<>();
      ports.put("fromInterface", port);
      String other = fields.get("peer_interface");
      if (other != null) {
        ports.put("toInterface", other);
      }
      draft.relation("CONNECTED_TO", self, FactDraft.reference("NAME", peer), ports);
    }
    writer.write(draft, null);
    return null;
  }

  private static String cut(String text) {
    return text.length() > 40 ? text.substring(0, 40) : text;
  }
}
