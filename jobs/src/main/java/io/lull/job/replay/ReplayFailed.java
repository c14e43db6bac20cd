package io.lull.job.replay;

/** The stages failed on an input; nothing was written. */
final class ReplayFailed extends Exception {
  private static final long serialVersionUID = 1L;

  ReplayFailed(Throwable cause) {
    super(rootOf(cause), cause);
  }

  private static String rootOf(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage() == null ? root : root.getMessage());
  }
}
