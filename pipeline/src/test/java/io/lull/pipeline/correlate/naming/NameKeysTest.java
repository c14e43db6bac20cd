package io.lull.pipeline.correlate.naming;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NameKeysTest {

  @Test
  void aHostNameHasItsTokensItsBeginningsItsShapeAndItsDomain() {
    assertThat(NameKeys.of("AMS-leaf07.dc1.example"))
        .containsExactlyInAnyOrder(
            "tams",
            "pams-leaf07",
            "sams-leaf#",
            "tleaf07",
            "tleaf",
            "ddc1.example",
            "tdc1",
            "texample");
  }

  @Test
  void anAddressHasItsNetworks() {
    assertThat(NameKeys.of("10.20.30.40")).containsExactly("n10.20", "n10.20.30");
    assertThat(NameKeys.of("10.20.30.40:162")).containsExactly("n10.20", "n10.20.30");
    assertThat(NameKeys.of("2001:db8:1:2::7")).containsExactly("n2001:db8:1", "n2001:db8:1:2");
  }

  @Test
  void aCiIsCalledWithAndWithoutItsDomain() {
    assertThat(NameKeys.own("DB-1.corp.example")).containsExactly("db-1.corp.example", "db-1");
    assertThat(NameKeys.own("10.0.0.1")).containsExactly("10.0.0.1");
  }

  @Test
  void aNameThatGoesOnFromAnothersIsAPartOfThat() {
    assertThat(NameKeys.wholes("host-9-2-vm1")).containsExactly("host-9-2", "host-9");
    assertThat(NameKeys.wholes("leaf07-ipmi.dc1.example")).containsExactly("leaf07");
    assertThat(NameKeys.wholes("web-frontend")).isEmpty();
    assertThat(NameKeys.wholes("10.0.0.1")).isEmpty();
  }

  @Property
  void keysAreFewAndTheSameForTheSameName(@ForAll String name) {
    assertThat(NameKeys.of(name))
        .hasSizeLessThanOrEqualTo(NameKeys.MOST)
        .doesNotHaveDuplicates()
        .isEqualTo(NameKeys.of(" " + name))
        .allSatisfy(key -> assertThat(key.length()).isLessThanOrEqualTo(254));
  }
}
