package io.lull.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.lull.schema.DeadLetter;
import io.lull.schema.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterJsonTest {

  @Test
  void textStaysReadable() {
    assertThat(json("{\"tïme\":".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            "{\"file\":\"events.jsonl\",\"line\":12,\"format\":\"json\",\"reason\":\"why\","
                + "\"text\":\"{\\\"tïme\\\":\"}");
  }

  @Test
  void otherBytesAreBase64() {
    assertThat(json(new byte[] {(byte) 0xff, 0, 1}))
        .endsWith("\"reason\":\"why\",\"base64\":\"/wAB\"}");
  }

  private static String json(byte[] value) {
    return DeadLetterJson.write(
        new DeadLetter(
            new Origin("events.jsonl", -1, 12L),
            0L,
            "json",
            "why",
            null,
            Map.of(),
            ByteBuffer.wrap(value)));
  }
}
