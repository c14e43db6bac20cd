package io.lull.pipeline.model;

import java.util.Arrays;

/** A stack of numbers, such as those that are free to be given out again. */
final class IntStack {
  private int[] values = new int[16];
  private int size;

  void push(int value) {
    values = grown(values, size);
    values[size++] = value;
  }

  /** For visitors that go on. */
  boolean pushed(int value) {
    push(value);
    return true;
  }

  int pop() {
    return values[--size];
  }

  int get(int position) {
    return values[position];
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The array, or a copy that is half as long again, so that it has the position. */
  static int[] grown(int[] array, int position) {
    return position < array.length
        ? array
        : Arrays.copyOf(array, Math.max(position + 1, array.length + (array.length >> 1) + 16));
  }
}
