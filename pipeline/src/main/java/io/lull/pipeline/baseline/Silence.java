package io.lull.pipeline.baseline;

/** Whether nothing comes of a resource any more. */
enum Silence {
  /** Samples come, as far as is known. */
  NONE(0),
  /** Nothing comes, and that is told. */
  TOLD(1),
  /** Nothing comes, and what came was not regular enough for that to say anything. */
  UNTOLD(2);

  private final int code;

  Silence(int code) {
    this.code = code;
  }

  /** In state. */
  int code() {
    return code;
  }

  static Silence of(int code) {
    for (Silence silence : values()) {
      if (silence.code == code) {
        return silence;
      }
    }
    throw new IllegalStateException("silence " + code + ", expected 0 to 2");
  }
}
