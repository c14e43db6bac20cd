package io.lull.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is in the jar for a cluster, and what must not be; runs after packaging. */
class ClusterJarPackagingCheck {
  private static JarFile jar;
  private static Set<String> entries;

  @BeforeAll
  static void open() throws IOException {
    jar = new JarFile(new File(Objects.requireNonNull(System.getProperty("lull.cluster.jar"))));
    entries = jar.stream().map(ZipEntry::getName).collect(Collectors.toSet());
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  @Test
  void theJobsAndTheirConnectorsAreInside() {
    assertThat(entries)
        .contains(
            "io/lull/job/EventsJob.class",
            "io/lull/job/MetricsJob.class",
            "io/lull/job/TopologyJob.class",
            "io/lull/schema/Event.class",
            "org/apache/flink/connector/kafka/source/KafkaSource.class",
            "org/apache/flink/formats/avro/typeutils/AvroTypeInfo.class",
            "org/apache/avro/Schema.class",
            "org/apache/kafka/clients/consumer/KafkaConsumer.class",
            "org/snmp4j/PDU.class",
            "META-INF/LICENSE");
  }

  @Test
  void whatTheClusterHasIsNotInside() {
    for (String forbidden :
        List.of(
            "org/apache/flink/streaming/api/environment/StreamExecutionEnvironment.class",
            "org/apache/flink/api/common/JobID.class",
            "org/apache/flink/runtime/jobgraph/JobGraph.class",
            "org/apache/flink/connector/file/src/FileSource.class",
            "org/apache/flink/state/rocksdb/EmbeddedRocksDBStateBackend.class",
            "org/slf4j/Logger.class",
            "org/apache/logging/log4j/Logger.class")) {
      assertThat(entries).doesNotContain(forbidden);
    }
  }

  @Test
  void theGatewaysWebServerIsNotInside() {
    assertThat(entries)
        .noneMatch(
            name ->
                name.startsWith("io/javalin/")
                    || name.startsWith("org/eclipse/jetty/")
                    || name.startsWith("kotlin/"));
  }

  @Test
  void theGraphOfTheCmdbIsNotInside() {
    assertThat(entries)
        .noneMatch(
            name ->
                name.startsWith("org/janusgraph/")
                    || name.startsWith("org/apache/tinkerpop/")
                    || name.startsWith("com/sleepycat/")
                    || name.startsWith("org/apache/lucene/")
                    || name.startsWith("groovy/")
                    || name.startsWith("io/netty/"));
  }

  @Test
  void signaturesAreGoneAndServicesAreMerged() throws IOException {
    assertThat(entries).noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"));
    ZipEntry services = jar.getEntry("META-INF/services/com.fasterxml.jackson.core.JsonFactory");
    assertThat(services).isNotNull();
    String text = new String(jar.getInputStream(services).readAllBytes(), StandardCharsets.UTF_8);
    assertThat(text).contains("com.fasterxml.jackson.core.JsonFactory");
  }
}
