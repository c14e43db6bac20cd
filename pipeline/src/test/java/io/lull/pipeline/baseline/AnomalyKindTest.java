package io.lull.pipeline.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnomalyKindTest {
  @ParameterizedTest
  @CsvSource({
    "http_server_request_duration_seconds, LATENCY",
    "latency.Average, LATENCY",
    "node_cpu_seconds_total, CPU",
    "CpuUsageRate, CPU",
    "container_memory_rss, MEMORY",
    "NetworkReceiveBytes, NETWORK",
    "http_errors_total, ERRORS",
    "requests.Sum, TRAFFIC",
    "queue_depth, VALUE"
  })
  void isFoundByTheWordsOfTheName(String metric, AnomalyKind kind) {
    assertThat(AnomalyKind.of(metric)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "CpuUsageRate, true, ANOMALY_CPU",
    "CpuUsageRate, false, ANOMALY_CPU_EASED",
    "latency.p99, true, ANOMALY_LATENCY",
    "availability.Average, false, ANOMALY_ERRORS",
    "PodSuccessRate, true, ANOMALY_ERRORS_EASED",
    "node_memory_free_bytes, false, ANOMALY_MEMORY",
    "requests.Sum, false, ANOMALY_TRAFFIC",
    "queue_depth, true, ANOMALY_VALUE"
  })
  void saysWhetherItDoesHarm(String metric, boolean above, String type) {
    assertThat(AnomalyKind.Finding.of(metric, above).alarmType()).isEqualTo(type);
  }
}
