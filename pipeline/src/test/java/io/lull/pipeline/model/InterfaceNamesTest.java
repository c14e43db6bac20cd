package io.lull.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterfaceNamesTest {

  @ParameterizedTest
  @CsvSource({
    "HundredGigE0/0/0/8, Hu0/0/0/8",
    "HundredGigE0/0/0/8, Optics0/0/0/8",
    "Hu0/0/0/8, Optics0/0/0/8 LANE-3",
    "Ethernet1/30, Eth1/30",
    "Ethernet1/30 lane 2, Ethernet1/30",
    "eth0, ETH0"
  })
  void onePlaceHasManyNames(String one, String other) {
    assertThat(InterfaceNames.same(one, other)).isTrue();
    assertThat(InterfaceNames.same(other, one)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "HundredGigE0/0/0/8, HundredGigE0/0/0/80",
    "Optics0/0/0/8 LANE-0, Optics0/0/0/30 LANE-0",
    "Ethernet1/30, Management1/30",
    "10.0.0.1 vrf red, 10.0.0.1 vrf blue",
    "'', ''"
  })
  void twoPlacesStayTwo(String one, String other) {
    assertThat(InterfaceNames.same(one, other)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "Optics0/0/0/8 LANE-0, 0/0/0/8",
    "HundredGigE0/0/0/8, 0/0/0/8",
    "Ethernet1/30 lane 2, ethernet1/30",
    "/var/log, /var/log",
    "queue orders, queue orders"
  })
  void aPlaceIsSpeltInOneWay(String name, String canonical) {
    assertThat(InterfaceNames.canonical(name)).isEqualTo(canonical);
  }
}
