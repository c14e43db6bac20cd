package io.lull.connector.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.files.JsonLines;
import io.lull.schema.TopologyChange;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EstateFilesTest {
  private static final List<String> ESTATE =
      List.of(
          "{\"node\":{\"id\":\"web, \\\"1\\\"\",\"type\":\"HOST\",\"name\":\"web <1>\",\"aliases\":[\"10.0.0.1\",\"web.example\"],\"attributes\":{\"site\":\"Zürich & more\",\"note\":\"two\\nlines\"}}}",
          "{\"time\":\"2026-01-01T00:00:00.000Z\",\"node\":{\"id\":\"db\",\"type\":\"DATABASE\"}}",
          "{\"node\":{\"id\":\"shop\",\"type\":\"BUSINESS_SERVICE\",\"name\":\"Shop\",\"domain\":\"d1\"}}",
          "{\"relation\":{\"from\":\"web, \\\"1\\\"\",\"to\":\"db\",\"type\":\"DEPENDS_ON\",\"attributes\":{\"share\":\"0.4\"}}}",
          "{\"relation\":{\"from\":\"db\",\"to\":\"shop\",\"type\":\"PART_OF\"}}",
          "{\"relation\":{\"from\":\"db\",\"to\":\"shop\",\"type\":\"REPLICATES_TO\"}}");

  @TempDir private Path directory;

  private static List<TopologyChange> estate() throws Exception {
    List<TopologyChange> estate = new ArrayList<>();
    for (String line : ESTATE) {
      estate.add(JsonLines.topology(line));
    }
    return estate;
  }

  private static List<EstateReader.Entry> read(EstateFormat format, Path... files)
      throws Exception {
    List<EstateReader.Entry> entries = new ArrayList<>();
    EstateReader reader = EstateReader.of(format);
    for (Path file : files) {
      reader.read(file, entries::add);
    }
    return entries;
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text);
  }

  private static List<TopologyChange> changes(List<EstateReader.Entry> entries) {
    assertThat(entries).extracting(EstateReader.Entry::problem).containsOnlyNulls();
    List<TopologyChange> changes = new ArrayList<>();
    for (EstateReader.Entry entry : entries) {
      TopologyChange change = entry.change();
      if (change != null) {
        change.setSource("file");
        changes.add(change);
      }
    }
    return changes;
  }

  @Test
  void jsonLinesComeBackAsTheyWere() throws Exception {
    StringWriter text = new StringWriter();
    try (EstateWriter writer = EstateWriter.jsonl(text)) {
      for (TopologyChange change : estate()) {
        writer.write(change);
      }
    }
    assertThat(changes(read(EstateFormat.JSONL, file("e.jsonl", text.toString()))))
        .isEqualTo(estate());
  }

  @Test
  void graphMlComesBackAsItWas() throws Exception {
    StringWriter text = new StringWriter();
    try (EstateWriter writer = EstateWriter.graphMl(text)) {
      for (TopologyChange change : estate()) {
        writer.write(change);
      }
    }
    assertThat(changes(read(EstateFormat.GRAPHML, file("e.graphml", text.toString()))))
        .isEqualTo(estate());
  }

  /** Times and domains are not among what ServiceNow's tables hold. */
  @Test
  void serviceNowTablesComeBackAsTheyWere() throws Exception {
    StringWriter cis = new StringWriter();
    StringWriter relations = new StringWriter();
    try (EstateWriter writer = EstateWriter.serviceNow(cis, relations)) {
      for (TopologyChange change : estate()) {
        writer.write(change);
      }
    }
    List<TopologyChange> expected = estate();
    expected.get(1).setTimeMillis(null);
    expected.get(2).getNode().setDomain(null);
    assertThat(
            changes(
                read(
                    EstateFormat.SERVICENOW_CSV,
                    file("ci.csv", cis.toString()),
                    file("rel.csv", relations.toString()))))
        .isEqualTo(expected);
  }

  @Test
  void anExportOfServiceNowIsRead() throws Exception {
    Path cis =
        file(
            "cmdb_ci_server.csv",
            """
            "name","sys_class_name","ip_address","serial_number","location"
            "DB-PROD-07","cmdb_ci_linux_server","10.1.2.3","VMware-42","Amsterdam, NL"
            "orders","cmdb_ci_db_mysql_instance","","",""
            "Checkout","cmdb_ci_service","","",""
            """);
    Path relations =
        file(
            "cmdb_rel_ci.csv",
            """
            "parent","type","child"
            "orders","Runs on::Runs","DB-PROD-07"
            "Checkout","Depends on::Used by","orders"
            """);
    List<TopologyChange> changes = changes(read(EstateFormat.SERVICENOW_CSV, cis, relations));
    assertThat(changes).hasSize(5);
    assertThat(changes.get(0).getNode().getType()).isEqualTo("HOST");
    assertThat(changes.get(0).getNode().getAliases()).containsExactly("10.1.2.3", "VMware-42");
    assertThat(changes.get(0).getNode().getAttributes()).containsEntry("location", "Amsterdam, NL");
    assertThat(changes.get(1).getNode().getType()).isEqualTo("DATABASE");
    assertThat(changes.get(4).getRelation().getType()).isEqualTo("DEPENDS_ON");
    assertThat(changes.get(4).getRelation().getFrom()).isEqualTo("Checkout");
  }

  @Test
  void whatIsWrongIsToldByLineAndTheRestIsRead() throws Exception {
    assertThat(
            read(
                EstateFormat.JSONL,
                file(
                    "e.jsonl",
                    ESTATE.get(1)
                        + "\n\n# note\n{\"node\":{}}\n"
                        + ESTATE.get(2)
                        + "\n{\"node\":{\"id\":\"cu")))
        .extracting(EstateReader.Entry::line, entry -> entry.problem() == null)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(1L, true),
            org.assertj.core.api.Assertions.tuple(4L, false),
            org.assertj.core.api.Assertions.tuple(5L, true),
            org.assertj.core.api.Assertions.tuple(6L, false));

    List<EstateReader.Entry> csv =
        read(
            EstateFormat.SERVICENOW_CSV,
            file("ci.csv", "name,sys_class_name\na,cmdb_ci_server\nb\n\"c\",cmdb_ci\n\"d"));
    assertThat(csv).extracting(EstateReader.Entry::line).containsExactly(2L, 3L, 4L, 5L);
    assertThat(csv.get(1).problem()).contains("expected 2 fields");
    assertThat(csv.get(3).problem()).contains("not closed");

    List<EstateReader.Entry> xml =
        read(
            EstateFormat.GRAPHML,
            file(
                "e.graphml",
                "<graphml><graph>\n<node id=\"a\"/>\n<node/>\n<edge source=\"a\" target=\"b\"/>\n<node id=\"b\">\n<data"));
    assertThat(xml).extracting(EstateReader.Entry::line).containsExactly(2L, 3L, 4L, 6L);
    assertThat(xml.get(3).problem()).contains("no XML from here on");
  }

  @Test
  void entitiesOfTheFileSystemAreNotRead() throws Exception {
    Path secret = file("secret", "secret");
    List<EstateReader.Entry> entries =
        read(
            EstateFormat.GRAPHML,
            file(
                "e.graphml",
                "<!DOCTYPE g [<!ENTITY x SYSTEM \""
                    + secret.toUri()
                    + "\">]><graphml><node id=\"a\"><data key=\"name\">&x;</data></node></graphml>"));
    assertThat(entries.toString()).doesNotContain("secret\"").doesNotContain("name\": \"secret");
  }
}
