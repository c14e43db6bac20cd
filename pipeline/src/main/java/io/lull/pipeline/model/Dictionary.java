package io.lull.pipeline.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Texts that many records share (types, domains, keys of attributes), each kept once under a code
 * from 1, for as long as a record has it.
 */
final class Dictionary {
  private final RecordStore store;
  private final int kind;
  private final Packer packer = new Packer();
  private final Unpacker reader = new Unpacker();
  private final Map<String, Integer> codes = new HashMap<>();
  private final IntStack free = new IntStack();
  private @Nullable String[] texts = new String[16];
  private byte[][] utf8 = new byte[16][];
  private int[] address = new int[16];
  private int[] references = new int[16];
  private int next = 1;

  Dictionary(RecordStore store, int kind) {
    this.store = store;
    this.kind = kind;
  }

  /** The text's code, with one reference more. */
  int intern(String given) {
    String text = Packer.asUtf8(given);
    Integer known = codes.get(text);
    int code = known == null ? add(text) : known;
    references[code]++;
    return code;
  }

  private int add(String text) {
    int code = free.isEmpty() ? next++ : free.pop();
    packer.clear();
    packer.text(text);
    set(code, text, store.append(kind, code, packer.bytes(), 0, packer.size()));
    return code;
  }

  private void set(int code, String text, int at) {
    if (code >= texts.length) {
      int capacity = Math.max(code + 1, 2 * texts.length);
      texts = Arrays.copyOf(texts, capacity);
      utf8 = Arrays.copyOf(utf8, capacity);
    }
    address = IntStack.grown(address, code);
    references = IntStack.grown(references, code);
    texts[code] = text;
    utf8[code] = text.getBytes(StandardCharsets.UTF_8);
    address[code] = at;
    codes.put(text, code);
  }

  /** One more record has the code. */
  void retain(int code) {
    references[code]++;
  }

  /** One record less has the code. */
  void release(int code) {
    if (--references[code] == 0) {
      codes.remove(text(code));
      texts[code] = null;
      free.push(code);
      store.free(address[code]);
    }
  }

  /** Number of texts. */
  int size() {
    return codes.size();
  }

  /** The text's code; 0 if no record has it. */
  int codeOf(String text) {
    return codes.getOrDefault(text, 0);
  }

  String text(int code) {
    return Objects.requireNonNull(texts[code], "a code that is in use");
  }

  byte[] utf8(int code) {
    return utf8[code];
  }

  void moved(int code, int to) {
    address[code] = to;
  }

  /** A record of a snapshot; who refers to it {@linkplain #retain says so} afterwards. */
  void restore(int code, int at) {
    set(code, store.read(at, reader).text(), at);
    next = Math.max(next, code + 1);
  }

  /**
   * After all records were restored: gives out again what none has, forgets what none refers to.
   */
  void restored() {
    for (int code = next - 1; code > 0; code--) {
      if (texts[code] == null) {
        free.push(code);
      } else if (references[code] == 0) {
        references[code] = 1;
        release(code);
      }
    }
  }
}
