package io.lull.pipeline.correlate;

/** Which of so many things have to do with each other, directly or through others. */
final class Parts {
  private final int[] part;

  Parts(int size) {
    part = new int[size];
    for (int i = 0; i < size; i++) {
      part[i] = i;
    }
  }

  void join(int one, int other) {
    int a = of(one);
    int b = of(other);
    part[Math.max(a, b)] = Math.min(a, b);
  }

  int of(int v) {
    int at = v;
    while (part[at] != at) {
      part[at] = part[part[at]];
      at = part[at];
    }
    return at;
  }

  int[] all() {
    int[] all = new int[part.length];
    for (int v = 0; v < all.length; v++) {
      all[v] = of(v);
    }
    return all;
  }
}
