package io.lull.benchmark;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** The most that was left on the heap after a collection. */
final class HeapWatch {
  private static final AtomicLong MOST = new AtomicLong();
  private static final Set<String> HEAP_POOLS =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toUnmodifiableSet());

  private HeapWatch() {}

  /** Begins to look, once for the process. */
  static void install() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener((notification, nothing) -> note(notification), null, null);
      }
    }
  }

  private static void note(Notification notification) {
    if (notification.getUserData() instanceof CompositeData data
        && GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION.equals(
            notification.getType())) {
      Map<String, MemoryUsage> after =
          GarbageCollectionNotificationInfo.from(data).getGcInfo().getMemoryUsageAfterGc();
      long used = 0;
      for (Map.Entry<String, MemoryUsage> pool : after.entrySet()) {
        used += HEAP_POOLS.contains(pool.getKey()) ? pool.getValue().getUsed() : 0;
      }
      MOST.accumulateAndGet(used, Math::max);
    }
  }

  static void reset() {
    MOST.set(0);
  }

  static long mostBytes() {
    return MOST.get();
  }
}
