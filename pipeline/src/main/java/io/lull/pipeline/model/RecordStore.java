package io.lull.pipeline.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Packed records in pages of 64 KiB, appended one behind the other. A record that is freed leaves a
 * gap; when half of a page is gaps, its records are appended elsewhere and the page is given back.
 * So at most about twice the bytes of the records are held, a change costs O(1) amortised and at
 * most the copy of one page. (The cleaning of a log-structured file system, greedy and by page: M.
 * Rosenblum, J. K. Ousterhout, The Design and Implementation of a Log-Structured File System,
 * 1992.)
 *
 * <p>Layout of a page, version 1: the version, then records of kind (1 byte; the highest bit marks
 * a dead one), index of what it describes (4 bytes, the most significant first), length of the body
 * and body (see {@link Packer}). Pages are what a snapshot keeps, so none of it is to change
 * without a new version.
 */
final class RecordStore {
  /** Told where a record was moved. */
  interface Owner {
    void moved(int kind, int index, int address);
  }

  private static final int PAGE_SIZE = 1 << 16;
  private static final int MAX_PAGES = 1 << 16;
  private static final byte VERSION = 1;
  private static final int DEAD = 0x80;

  private final Owner owner;
  private final List<@Nullable Chunk> pages = new ArrayList<>();
  private final IntStack freePages = new IntStack();
  private final Unpacker header = new Unpacker();
  private final Packer size = new Packer();
  private int current = -1;

  RecordStore(Owner owner) {
    this.owner = owner;
  }

  /** Appends a record. The address is never 0; it holds until the record is moved or freed. */
  int append(int kind, int index, byte[] body, int start, int length) {
    int number = pageWithRoom(5 + Packer.MAX_NUMBER + length);
    size.clear();
    size.number(length);
    int record = 5 + size.size() + length;
    Chunk page = page(number);
    int offset = page.length();
    byte[] bytes = page.writable(offset);
    bytes[offset] = (byte) kind;
    for (int i = 0; i < 4; i++) {
      bytes[offset + 1 + i] = (byte) (index >>> (24 - 8 * i));
    }
    System.arraycopy(size.bytes(), 0, bytes, offset + 5, size.size());
    System.arraycopy(body, start, bytes, offset + 5 + size.size(), length);
    page.use(offset + record);
    page.live += record;
    return number << 16 | offset;
  }

  /** A record that fits no page has one of its own. */
  private int pageWithRoom(int record) {
    if (1 + record > PAGE_SIZE) {
      return newPage(1 + record);
    }
    if (current < 0 || page(current).room() < record) {
      int full = current;
      current = newPage(PAGE_SIZE);
      if (full >= 0) {
        clean(full);
      }
    }
    // Cleaning may have filled the page that was new.
    return page(current).room() < record ? pageWithRoom(record) : current;
  }

  private int newPage(int capacity) {
    int number = freePages.isEmpty() ? pages.size() : freePages.pop();
    if (number >= MAX_PAGES) {
      throw new IllegalStateException("more than " + MAX_PAGES + " pages of packed records");
    }
    Chunk page = new Chunk(capacity);
    page.writable(0)[0] = VERSION;
    page.use(1);
    if (number == pages.size()) {
      pages.add(page);
    } else {
      pages.set(number, page);
    }
    return number;
  }

  private Chunk page(int number) {
    Chunk page = pages.get(number);
    if (page == null) {
      throw new IllegalStateException("page " + number + " was given back");
    }
    return page;
  }

  /** Puts the reader at the body of the record. */
  Unpacker read(int address, Unpacker reader) {
    byte[] bytes = page(address >>> 16).bytes();
    reader.position(bytes, (address & 0xffff) + 5, bytes.length);
    int length = reader.number();
    reader.position(bytes, reader.at(), reader.at() + length);
    return reader;
  }

  /** Whether the record's body is what was packed. */
  boolean isSame(int address, Packer body) {
    read(address, header);
    return Arrays.equals(header.bytes(), header.at(), header.end(), body.bytes(), 0, body.size());
  }

  /** Frees a record. Others may move. */
  void free(int address) {
    int number = address >>> 16;
    int offset = address & 0xffff;
    Chunk page = page(number);
    int end = read(address, header).end();
    page.live -= end - offset;
    if (end == page.length() && !page.isShown(offset)) {
      page.use(offset);
    } else {
      page.writable(offset)[offset] |= (byte) DEAD;
    }
    if (number != current) {
      clean(number);
    }
  }

  /** Gives a page back that is half empty. */
  private void clean(int number) {
    Chunk page = page(number);
    if (2 * page.live < page.length()) {
      move(number);
    }
  }

  private void move(int number) {
    Chunk page = page(number);
    pages.set(number, null);
    freePages.push(number);
    scan(
        page,
        (kind, index, offset, start, end) ->
            owner.moved(kind, index, append(kind, index, page.bytes(), start, end - start)));
  }

  private interface Scanner {
    void found(int kind, int index, int offset, int start, int end);
  }

  /** Visits the records that are not dead. */
  private static void scan(Chunk page, Scanner scanner) {
    byte[] bytes = page.bytes();
    Unpacker reader = new Unpacker();
    for (int offset = 1; offset < page.length(); ) {
      reader.position(bytes, offset + 5, page.length());
      int length = reader.number();
      int start = reader.at();
      int kind = bytes[offset] & 0xff;
      if ((kind & DEAD) == 0) {
        int index = 0;
        for (int i = 1; i <= 4; i++) {
          index = index << 8 | (bytes[offset + i] & 0xff);
        }
        scanner.found(kind, index, offset, start, start + length);
      }
      offset = start + length;
    }
  }

  /** The pages by number: what a snapshot keeps. */
  Map<Integer, Chunk> chunks() {
    Map<Integer, Chunk> chunks = new TreeMap<>();
    for (int number = 0; number < pages.size(); number++) {
      Chunk page = pages.get(number);
      if (page != null) {
        chunks.put(number, page);
      }
    }
    return chunks;
  }

  /**
   * Takes pages of a snapshot over into an empty store, and tells the owner the address of each
   * record.
   *
   * @throws IllegalArgumentException if a page is of a layout that is not known
   */
  void restore(Map<Integer, Chunk> chunks) {
    for (Map.Entry<Integer, Chunk> entry : new TreeMap<>(chunks).entrySet()) {
      int number = entry.getKey();
      Chunk page = entry.getValue();
      if (page.length() == 0 || page.bytes()[0] != VERSION) {
        throw new IllegalArgumentException("a page of packed records of an unknown version");
      }
      while (pages.size() < number) {
        freePages.push(pages.size());
        pages.add(null);
      }
      pages.add(page);
      page.live = 0;
      scan(
          page,
          (kind, index, offset, start, end) -> {
            page.live += end - offset;
            owner.moved(kind, index, number << 16 | offset);
          });
    }
    // A page that was not full yet is not written to any more.
    for (int number : chunks.keySet()) {
      if (2 * page(number).live < PAGE_SIZE) {
        move(number);
      }
    }
  }

  /** Bytes of all pages. */
  long bytes() {
    return pages.stream().mapToLong(page -> page == null ? 0 : page.bytes().length).sum();
  }
}
