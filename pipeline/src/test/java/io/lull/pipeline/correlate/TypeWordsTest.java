package io.lull.pipeline.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeWordsTest {

  @ParameterizedTest
  @CsvSource({
    "LINK_DOWN, link down",
    "BGP_NEIGHBOR_DOWN, BGP neighbor down",
    "DOWN, down",
    "HighErrorRate, high error rate",
    "KubeAPIErrors, kube API errors",
    "CPUThrottlingHigh, CPU throttling high",
    "exception, exception",
    "syslog/postgres, syslog/postgres",
    "ROUTING-BGP-5-ADJCHANGE, ROUTING-BGP-5-ADJCHANGE",
    "1.3.6.1.6.3.1.1.5.3, 1.3.6.1.6.3.1.1.5.3",
    "'', ''"
  })
  void saysTypesAsPeopleDo(String type, String words) {
    assertThat(TypeWords.of(type)).isEqualTo(words);
  }
}
