package io.lull.job.cmdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lull.connector.janusgraph.Cmdb;
import io.lull.connector.janusgraph.CmdbSettings;
import io.lull.job.cli.LullCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CmdbCommandTest {
  private static final String ESTATE =
      """
      {"node":{"id":"shop","type":"BUSINESS_SERVICE","name":"Shop"}}
      {"node":{"id":"web-1","type":"HOST","name":"web-1.example","aliases":["10.0.0.1"],"attributes":{"site":"ams"}}}
      {"time":"2026-01-01T00:00:00Z","node":{"id":"db-1","type":"DATABASE"}}
      {"relation":{"from":"shop","to":"web-1","type":"DEPENDS_ON","attributes":{"share":"0.4"}}}
      {"time":"2026-01-01T00:00:00Z","relation":{"from":"web-1","to":"db-1","type":"DEPENDS_ON"}}
      {"time":"2026-02-01T00:00:00Z","op":"DELETE","node":{"id":"db-1"}}
      """;

  @TempDir private Path directory;
  private String data = "";

  private record Run(int code, String out, String err) {}

  @BeforeEach
  void data() {
    data = "--data=" + directory.resolve("data");
  }

  private Run run(String... arguments) {
    CommandLine line = LullCommand.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] all =
        Stream.concat(Stream.of("cmdb"), Stream.concat(Arrays.stream(arguments), Stream.of(data)))
            .toArray(String[]::new);
    int code = line.execute(all);
    return new Run(code, out.toString(), err.toString());
  }

  private String file(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void whatIsImportedIsShownAsItWas() throws Exception {
    String estate = file("estate.jsonl", ESTATE + "{\"node\":{\"id\":\"cut");
    Run imported = run("import", estate);
    assertThat(imported.code()).isEqualTo(2);
    assertThat(imported.err()).startsWith(estate + ":7: expected one JSON object");
    assertThat(imported.out()).contains("4 CIs and 2 relations").contains("1 records could not");

    assertThat(run("at", "2026-01-15T00:00:00Z").out())
        .contains("3 CIs")
        .contains("1   DATABASE")
        .contains("2 relations");
    assertThat(run("at", "now").out()).contains("2 CIs").contains("1 relations");

    Run shown = run("show", "10.0.0.1", "--hops", "2", "--at", "2026-01-15T00:00:00Z");
    assertThat(shown.code()).isZero();
    assertThat(shown.out())
        .contains("HOST  web-1  web-1.example")
        .contains("site             ams")
        .contains("1  DATABASE  db-1")
        .contains("shop -DEPENDS_ON-> web-1  {share=0.4}");
    assertThat(run("show", "db-1").err()).contains("no CI has the id, alias or name 'db-1'");

    assertThat(run("query", "g.V().has('type','HOST').values('name')").out().strip())
        .isEqualTo("\"web-1.example\"");
    assertThat(
            run(
                    "query",
                    "g.V().has('ciId','web-1').out('DEPENDS_ON').values('ciId')",
                    "--at=2026-01-15T00:00:00Z")
                .out()
                .strip())
        .isEqualTo("\"db-1\"");
    Run writing = run("query", "g.V().drop()");
    assertThat(writing.code()).isEqualTo(2);
    assertThat(writing.err()).contains("only reading is allowed");
    assertThat(run("query", "System.exit(1)").code()).isEqualTo(2);
  }

  @Test
  void exportsCanBeImportedAgainInEachFormat() throws Exception {
    assertThat(run("import", file("estate.jsonl", ESTATE)).code()).isZero();
    String then = "--at=2026-01-15T00:00:00Z";
    String original = run("export", then).out();
    assertThat(original.lines()).hasSize(5);
    Path exported = Files.createDirectories(directory.resolve("exported"));
    for (List<String> format :
        List.of(
            List.of("jsonl", "e.jsonl", "e.jsonl"),
            List.of("graphml", "e.graphml", "e.graphml"),
            List.of("servicenow-csv", "tables", "tables/cmdb_ci.csv tables/cmdb_rel_ci.csv"))) {
      data = "--data=" + directory.resolve("data");
      String output = "--output=" + exported.resolve(format.get(1));
      assertThat(run("export", then, "--format", format.get(0), output).code()).isZero();
      data = "--data=" + directory.resolve("again-" + format.get(0));
      String[] files =
          Stream.concat(
                  Stream.of("import", "--time=2026-01-02T00:00:00Z"),
                  Arrays.stream(format.get(2).split(" ", -1))
                      .map(name -> exported.resolve(name).toString()))
              .toArray(String[]::new);
      assertThat(run(files).code()).isZero();
      assertThat(run(files).code()).as("to import again alters nothing").isZero();
      assertThat(subjects(run("export", then).out())).isEqualTo(subjects(original));
      assertThat(run("export", "--history").out().lines()).hasSize(5);
    }
  }

  /** Without times and who says so, which not every format has. */
  private static List<String> subjects(String lines) {
    return lines
        .lines()
        .map(
            line ->
                line.replaceAll("\"time\":\"[^\"]*\",", "")
                    .replaceAll(",\"source\":\"[^\"]*\"", ""))
        .sorted()
        .toList();
  }

  @Test
  void theProcessThatHasTheGraphOpenRunsTheCommand() throws Exception {
    CmdbSettings settings = CmdbSettings.embedded(directory.resolve("data").resolve("cmdb"));
    String estate = file("estate.jsonl", ESTATE + "nonsense\n");
    // Whoever has it open may have it open with other options.
    try (Cmdb open =
            Cmdb.open(settings.withProperties(Map.of("storage.berkeleyje.cache-percentage", "5")));
        CmdbEndpoint endpoint = CmdbEndpoint.start(settings)) {
      Path file = Path.of(settings.directory(), CmdbEndpoint.FILE);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      Run imported = run("import", estate);
      assertThat(imported.code()).isEqualTo(2);
      assertThat(imported.err()).contains(":7: ");
      assertThat(open.find("web-1", 0)).isPresent();
      assertThat(run("at", "2026-01-15T00:00:00Z").out()).contains("3 CIs");

      Files.writeString(file, Files.readString(file).strip() + "0");
      assertThat(run("at", "now").err()).contains("answers 403");
    }
    assertThat(run("at", "2026-01-15T00:00:00Z").out())
        .as("when it is down the graph is opened here")
        .contains("3 CIs");
  }

  /** The same doubtful estate in each format; what comes in the next file is not missing. */
  @Test
  void whatIsDoubtfulIsToldByLineAndImported() throws Exception {
    String estate =
        file(
            "doubtful.jsonl",
            """
            {"node":{"id":"a","type":"BUSINESS_SERVICE","attributes":{"revenueShare":"0.7"}}}
            {"node":{"id":"b","type":"BUSINESS_SERVICE","attributes":{"revenueShare":"0.4"}}}
            {"node":{"id":"c","type":"BUSINESS_SERVICE","attributes":{"revenueShare":"40 %"}}}
            {"relation":{"from":"a","to":"b","type":"PART_OF"}}
            {"relation":{"from":"b","to":"a","type":"PART_OF"}}
            {"relation":{"from":"a","to":"db-9","type":"DEPENDS_ON"}}
            """);
    Run imported = run("import", estate);
    assertThat(imported.code()).isZero();
    assertThat(imported.out()).contains("3 CIs and 3 relations").contains("5 doubtful");
    assertThat(imported.err().lines().map(line -> line.substring(estate.length() + 1)))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("6: ").contains("'db-9'"),
            line -> assertThat(line).startsWith("5: ").contains("closes a circle"),
            line -> assertThat(line).startsWith("2: ").contains("110 %"),
            line -> assertThat(line).startsWith("3: ").contains("'40 %'"),
            line -> assertThat(line).startsWith("3: ").contains("has no relations"));
    assertThat(run("show", "a").out()).doesNotContain("db-9");

    String other =
        file(
            "other.graphml",
            """
            <graphml><graph>
            <node id="db-9"><data key="type">DATABASE</data></node>
            <edge source="x" target="db-9"><data key="type">DEPENDS_ON</data></edge>
            <node id="d"><data key="type">BUSINESS_SERVICE</data><data key="revenueShare">0.1</data></node>
            <edge source="d" target="db-9"><data key="type">DEPENDS_ON</data></edge>
            </graph></graphml>
            """);
    Run next = run("import", other);
    assertThat(next.code()).isZero();
    assertThat(next.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith(other + ":3: ").contains("'x'"),
            line -> assertThat(line).startsWith(other + ":4: ").contains("120 %"));
    assertThat(run("show", "a").out()).contains("a -DEPENDS_ON-> db-9");

    Run table =
        run("import", file("cmdb_rel_ci.csv", "parent,type,child\nd,Depends on::Used by,nas-3\n"));
    assertThat(table.code()).isZero();
    assertThat(table.err()).contains("cmdb_rel_ci.csv:2: d -DEPENDS_ON-> nas-3");
  }

  @Test
  void aGraphThatIsNotThereIsNotMade() {
    Run shown = run("show", "web-1");
    assertThat(shown.code()).isEqualTo(2);
    assertThat(shown.err()).contains("there is no CMDB in");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  /** Another process runs it, whose own standard input is something else. */
  @Test
  void standardInputIsThatOfTheCaller() throws Exception {
    Process caller =
        new ProcessBuilder("sleep", "60")
            .redirectInput(directory.resolve(file("estate.jsonl", ESTATE)).toFile())
            .start();
    try {
      for (String path : List.of("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")) {
        Run imported = run("import", path, "--in-process", "--caller-process=" + caller.pid());
        assertThat(imported.code()).as(imported.err()).isZero();
        assertThat(imported.out()).startsWith(path + ": ").contains("4 CIs and 2 relations");
      }
    } finally {
      caller.destroy();
    }
    caller.waitFor();
    assertThat(run("import", "/dev/stdin", "--in-process", "--caller-process=" + caller.pid()))
        .satisfies(gone -> assertThat(gone.code()).isEqualTo(2))
        .satisfies(gone -> assertThat(gone.err()).contains("write it to a file first"));
  }

  @Test
  void anImportWhoseCallerHasGoneStopsAfterAWholeBatch() throws Exception {
    CmdbSettings settings = CmdbSettings.embedded(directory.resolve("data").resolve("cmdb"));
    Path pipe = directory.resolve("endless.jsonl");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    try (Cmdb cmdb = Cmdb.open(settings);
        CmdbEndpoint endpoint = CmdbEndpoint.start(settings)) {
      String[] address =
          Files.readString(Path.of(settings.directory(), CmdbEndpoint.FILE)).strip().split(" ", -1);
      String arguments =
          new ObjectMapper()
              .writeValueAsString(List.of("cmdb", "import", pipe.toString(), data, "--in-process"));
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address[0]))
              .header("Authorization", "Bearer " + address[1])
              .POST(HttpRequest.BodyPublishers.ofString(arguments))
              .build();
      InputStream answer =
          HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.ofInputStream())
              .body();
      CompletableFuture<Void> lines = CompletableFuture.runAsync(() -> writeUntilNobodyReads(pipe));
      assertThat(answer.read()).isEqualTo(CommandAnswer.BEAT);
      answer.close();
      assertThat(lines)
          .failsWithin(Duration.ofSeconds(60))
          .withThrowableThat()
          .havingRootCause()
          .isInstanceOf(IOException.class)
          .withMessageContaining("Broken pipe");
      long written = found(cmdb);
      assertThat(written).isPositive();
      assertThat(written % 1000).as("a batch is written whole").isZero();
    }
  }

  private static void writeUntilNobodyReads(Path pipe) {
    try (Writer lines = Files.newBufferedWriter(pipe)) {
      for (int i = 0; i < 1_000_000; i++) {
        lines.write("{\"node\":{\"id\":\"host-" + i + "\",\"type\":\"HOST\"}}\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long found(Cmdb cmdb) {
    AtomicLong count = new AtomicLong();
    cmdb.at(System.currentTimeMillis(), change -> count.incrementAndGet());
    return count.get();
  }
}
