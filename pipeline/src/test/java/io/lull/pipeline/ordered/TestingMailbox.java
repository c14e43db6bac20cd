package io.lull.pipeline.ordered;

import java.util.Optional;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** What a task does between two elements, which a harness leaves out. */
public final class TestingMailbox {
  private TestingMailbox() {}

  /** Does all that the operator asked for. */
  public static void runAll(AbstractStreamOperatorTestHarness<?> harness) throws Exception {
    while (runOne(harness)) {
      // until nothing is left
    }
  }

  /** Does the next of it; false where there is nothing. */
  public static boolean runOne(AbstractStreamOperatorTestHarness<?> harness) throws Exception {
    Optional<Mail> mail = harness.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
    if (mail.isPresent()) {
      mail.get().run();
    }
    return mail.isPresent();
  }
}
