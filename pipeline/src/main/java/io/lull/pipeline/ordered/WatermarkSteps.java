package io.lull.pipeline.ordered;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * Goes to a watermark in steps, each of which ends at a watermark of its own, and has the task do
 * something else in between. What a watermark releases while a backlog is read may be the work of
 * minutes; without steps a checkpoint's barrier would wait for all of it, and so would the next
 * operators.
 *
 * <p>Between two steps the task takes one element of its input, so what is held grows no faster
 * than it is taken. Results are the same: that only the order in event time counts is what ordered
 * operators are for.
 */
final class WatermarkSteps {

  /** What there is to do up to a watermark. */
  interface Work {
    /**
     * Does the next of it.
     *
     * @return the time up to which all is done: before the target, the next step's turn
     */
    long takeUpTo(long target) throws Exception;

    /** All up to this time is done. */
    void reached(long time) throws Exception;
  }

  private final Work work;
  private final MailboxExecutor mailbox;
  private long target = Long.MIN_VALUE;
  private long reached = Long.MIN_VALUE;
  private boolean scheduled;

  WatermarkSteps(Work work, MailboxExecutor mailbox) {
    this.work = work;
    this.mailbox = mailbox;
  }

  /** Where an operator has its task do something later. */
  static MailboxExecutor mailboxOf(AbstractStreamOperator<?> operator) {
    return operator
        .getContainingTask()
        .getMailboxExecutorFactory()
        .createExecutor(operator.getOperatorConfig().getChainIndex());
  }

  /** Begins to go to a watermark. */
  void to(Watermark watermark) throws Exception {
    target = watermark.getTimestamp();
    if (!scheduled) {
      step();
    }
  }

  private void step() throws Exception {
    reached = work.takeUpTo(target);
    work.reached(reached);
    if (reached < target) {
      scheduled = true;
      // Not where a writer waits for its broker in the middle of a step.
      mailbox.execute(MailboxExecutor.MailOptions.deferrable(), this::goOn, "on to the watermark");
    }
  }

  private void goOn() throws Exception {
    scheduled = false;
    if (reached < target) {
      step();
    }
  }

  /** Does all that is left at once. */
  void finish() throws Exception {
    while (reached < target) {
      reached = work.takeUpTo(target);
      work.reached(reached);
    }
  }
}
