package io.lull.pipeline.classify;

/**
 * How many characters patterns may still read: of one pattern on one text, and of all patterns on
 * one event. Counted, not timed, so that it runs out at the same place on any machine.
 */
final class Budget {

  /** A match of an ordinary pattern reads each character of its text a few times. */
  static final int PER_PATTERN = 200_000;

  static final int PER_EVENT = 2_000_000;

  private int left;
  private int leftOfEvent = PER_EVENT;

  void startEvent() {
    leftOfEvent = PER_EVENT;
  }

  void startPattern() {
    left = Math.min(PER_PATTERN, leftOfEvent);
    leftOfEvent -= left;
  }

  void endPattern() {
    leftOfEvent += Math.max(0, left);
  }

  /** What all patterns together may still read on this event. */
  int left() {
    return leftOfEvent;
  }

  /** Takes what a pattern has read before on the same text. */
  void charge(int reads) {
    startPattern();
    left -= reads;
    endPattern();
    if (left < 0) {
      throw OverrunException.INSTANCE;
    }
  }

  void read() {
    if (--left < 0) {
      throw OverrunException.INSTANCE;
    }
  }

  /** A pattern has used up its budget. */
  static final class OverrunException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final OverrunException INSTANCE = new OverrunException();

    private OverrunException() {
      super("pattern reads too many characters", null, false, false);
    }
  }
}
