package io.lull.pipeline.baseline;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is hot of all series of one resource: a slot of {@value #SLOT_BYTES} bytes for each, in one
 * array, and which slots the series of a scrape have. Scrapes of a resource mostly have the same
 * series in the same order, so their slots are found with one comparison of two hashes.
 *
 * <p>A slot without series is free; the next new series gets it.
 */
final class ResourceSeries {
  /** Bytes of a slot. */
  static final int SLOT_BYTES = 1 + SeriesIntake.BYTES + SeriesBaseline.HOT_BYTES + Presence.BYTES;

  /** No slot: the series is not known. */
  static final int NONE = -1;

  private static final byte VERSION_1 = 1; // without presence, clock and the rest of the watch
  private static final byte VERSION = 2;
  private static final int SLOT_BYTES_V1 = 1 + SeriesIntake.BYTES + SeriesBaseline.FIRST_BYTES;
  private static final int PRESENCE_AT = SLOT_BYTES - Presence.BYTES;
  private static final int COUNT_AT = 1 + SeriesIntake.BYTES;
  private static final int HEAD_BYTES =
      1 + 5 * Long.BYTES + 2 + Integer.BYTES + Long.BYTES + 4 + ResourceClock.BYTES;

  // The mark of a slot.
  private static final byte USED = 1;
  private static final byte AWAY = 2; // samples stay away
  private static final byte MISSING = 4; // that is told

  /**
   * Most orders of series of which slots are remembered, such as those of the lines of a scrape.
   */
  private static final int MAX_ORDERS = 64;

  // Checkpointed.
  private byte[] slots = {};
  private int size; // slots, free ones too
  private long orderHash;
  private int @Nullable [] order; // slots of the series of the scrape taken last

  // Checkpointed: what is kept of the resource beside its series (Watch), the alarm apart.
  long lastMillis;
  long intervalMillis;
  long timerMillis;
  boolean alarmed;
  long expiryMillis; // when to look for series that have ended; 0: when the timer fires next
  long seenMillis; // stream timestamp of the last scrape; 0: of none since this is kept
  Silence silence = Silence.NONE;
  final ResourceClock clock = new ResourceClock();

  // Not checkpointed.
  boolean changed;
  boolean alarmChanged;
  private @Nullable AnomalyAlarm alarm; // once it was asked for
  private List<String> alarmSeries = List.of(); // of which the slots are known
  private final Map<Integer, String> alarmSlots = new HashMap<>(4);
  private int firstFree; // no slot before it is free
  private int missing = -1; // series that are told to be missing; -1: not counted yet
  long awayFrom; // tick before which no more series can be away
  @Nullable ResidentTails tails; // those that are on the heap; seen to by ColdStateTables
  private final Map<Long, int[]> orders = new LinkedHashMap<>();

  /** Slots of the series of a scrape; null: not known. */
  int @Nullable [] order(long seriesHash) {
    int[] last = order;
    if (last != null && orderHash == seriesHash) {
      return last;
    }
    return orders.isEmpty() ? null : orders.get(seriesHash);
  }

  void order(long seriesHash, int[] known) {
    if (orders.size() >= MAX_ORDERS) {
      orders.clear();
    }
    orders.put(seriesHash, known);
    orderHash = seriesHash;
    order = known;
    changed = true;
  }

  /** Goes to a slot, behind the mark whether it is used. */
  Bytes at(int slot, Bytes bytes) {
    return bytes.at(slots, slot * SLOT_BYTES + 1);
  }

  boolean isUsed(int slot) {
    return (slots[slot * SLOT_BYTES] & USED) != 0;
  }

  /** Whether samples of the series stay away, told or not. */
  boolean isAway(int slot) {
    return (slots[slot * SLOT_BYTES] & AWAY) != 0;
  }

  boolean isMissing(int slot) {
    return (slots[slot * SLOT_BYTES] & MISSING) != 0;
  }

  /**
   * The series stays away.
   *
   * @param told whether it is told to be missing
   */
  void away(int slot, boolean told) {
    slots[slot * SLOT_BYTES] |= told ? AWAY | MISSING : AWAY;
    missing = -1;
    changed = true;
  }

  /** The series is there again, or has ended. */
  void back(int slot) {
    if (isAway(slot)) {
      slots[slot * SLOT_BYTES] &= ~(AWAY | MISSING);
      missing = -1;
      awayFrom = 0;
    }
  }

  /** How many series are told to be missing. */
  int missing() {
    if (missing < 0) {
      missing = 0;
      for (int slot = 0; slot < size; slot++) {
        missing += isMissing(slot) ? 1 : 0;
      }
    }
    return missing;
  }

  /** Goes to the presence of a series. */
  Bytes presenceAt(int slot, Bytes bytes) {
    return bytes.at(slots, slot * SLOT_BYTES + PRESENCE_AT);
  }

  /** How many samples of a series were judged. */
  int countAt(int slot, Bytes bytes) {
    return bytes.at(slots, slot * SLOT_BYTES + COUNT_AT).getInt();
  }

  int size() {
    return size;
  }

  /** How many slots there is room for. */
  int capacity() {
    return slots.length / SLOT_BYTES;
  }

  /** Makes room for more series at once. */
  void reserve(int more) {
    if ((size + more) * SLOT_BYTES > slots.length) {
      slots = Arrays.copyOf(slots, (size + more) * SLOT_BYTES);
    }
  }

  /** A slot for a series that is new. What is known of other orders may lack it from now on. */
  int take() {
    int slot = firstFree;
    while (slot < size && isUsed(slot)) {
      slot++;
    }
    if (slot == size) {
      if ((size + 1) * SLOT_BYTES > slots.length) {
        reserve(1 + size / 4);
      }
      size++;
    }
    firstFree = slot + 1;
    orders.clear();
    slots[slot * SLOT_BYTES] = USED;
    awayFrom = 0;
    changed = true;
    return slot;
  }

  /** Gives a slot free. */
  void free(int slot) {
    back(slot);
    Arrays.fill(slots, slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES, (byte) 0);
    alarmSlots.remove(slot);
    firstFree = Math.min(firstFree, slot);
    orders.clear();
    order = null;
    changed = true;
  }

  boolean isEmpty() {
    for (int slot = 0; slot < size; slot++) {
      if (isUsed(slot)) {
        return false;
      }
    }
    return true;
  }

  Watch watch() {
    return new Watch(lastMillis, intervalMillis, timerMillis, alarm);
  }

  void watch(Watch watch) {
    lastMillis = watch.lastMillis();
    intervalMillis = watch.intervalMillis();
    timerMillis = watch.timerMillis();
    alarmChanged |= watch.alarm() != alarm;
    alarm = watch.alarm();
    alarmed = alarm != null;
    changed = true;
  }

  /** Whether there is an alarm that is kept elsewhere and not known here yet. */
  boolean lacksAlarm() {
    return alarmed && alarm == null;
  }

  void alarm(@Nullable AnomalyAlarm kept) {
    alarm = kept;
  }

  /** Whether {@link #alarmSlots} is due, since the alarm is of other series than before. */
  boolean lacksAlarmSlots() {
    return alarm != null && alarm.series() != alarmSeries;
  }

  void alarmSlots(SeriesNames names) {
    alarmSlots.clear();
    alarmSeries = alarm == null ? List.of() : alarm.series();
    for (String name : alarmSeries) {
      int slot = names.slot(name);
      if (slot != NONE) {
        alarmSlots.put(slot, name);
      }
    }
  }

  /** The name of the series in a slot, if the alarm that is up is of it. */
  @Nullable String nameInAlarm(int slot) {
    return alarm == null ? null : alarmSlots.get(slot);
  }

  /** About how much it takes on the heap, bytes. */
  int heapBytes() {
    return 160 + slots.length + 8 * size;
  }

  byte[] write() {
    int[] last = order == null ? new int[0] : order;
    byte[] bytes = new byte[HEAD_BYTES + Integer.BYTES * last.length + size * SLOT_BYTES];
    Bytes out = Bytes.of(bytes).putByte(VERSION);
    out.putLong(lastMillis).putLong(intervalMillis).putLong(timerMillis).putByte(alarmed ? 1 : 0);
    out.putLong(expiryMillis).putLong(seenMillis).putByte(silence.code());
    clock.write(out);
    out.putInt(size).putLong(orderHash).putInt(last.length);
    for (int slot : last) {
      out.putInt(slot);
    }
    System.arraycopy(slots, 0, bytes, out.position(), size * SLOT_BYTES);
    return bytes;
  }

  static ResourceSeries read(byte[] bytes) {
    Bytes in = Bytes.of(bytes);
    byte version = in.getByte();
    if (version != VERSION && version != VERSION_1) {
      throw new IllegalStateException("baselines of version " + version + ", this can read 1, 2");
    }
    ResourceSeries series = new ResourceSeries();
    series.lastMillis = in.getLong();
    series.intervalMillis = in.getLong();
    series.timerMillis = in.getLong();
    series.alarmed = in.getByte() == 1;
    if (version == VERSION) {
      series.expiryMillis = in.getLong();
      series.seenMillis = in.getLong();
      series.silence = Silence.of(in.getByte());
      series.clock.read(in);
    }
    series.size = in.getInt();
    series.orderHash = in.getLong();
    int[] last = new int[in.getInt()];
    for (int i = 0; i < last.length; i++) {
      last[i] = in.getInt();
    }
    series.order = last.length == 0 ? null : last;
    series.slots =
        version == VERSION
            ? Arrays.copyOfRange(bytes, in.position(), bytes.length)
            : slotsOfV1(bytes, in.position(), series.size);
    return series;
  }

  private static byte[] slotsOfV1(byte[] bytes, int from, int size) {
    byte[] slots = new byte[size * SLOT_BYTES];
    for (int slot = 0; slot < size; slot++) {
      System.arraycopy(bytes, from + slot * SLOT_BYTES_V1, slots, slot * SLOT_BYTES, SLOT_BYTES_V1);
    }
    return slots;
  }
}
