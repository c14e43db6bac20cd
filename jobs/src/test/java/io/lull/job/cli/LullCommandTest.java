package io.lull.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class LullCommandTest {
  private final BindException bind = new BindException("Address already in use");

  @Test
  void whatGaveUpIsSaidWithTheReason() {
    assertThat(LullCommand.message(new IOException("port 9092 is taken", bind)))
        .isEqualTo("port 9092 is taken: Address already in use");
  }

  @Test
  void whatOnlyWrapsIsNotSaid() {
    assertThat(LullCommand.message(new CompletionException(new RuntimeException(bind))))
        .isEqualTo("Address already in use");
  }

  @Test
  void aReasonIsNotSaidTwice() {
    assertThat(LullCommand.message(new IOException("x: Address already in use", bind)))
        .isEqualTo("x: Address already in use");
    assertThat(LullCommand.message(new IllegalStateException())).isEqualTo("IllegalStateException");
  }
}
