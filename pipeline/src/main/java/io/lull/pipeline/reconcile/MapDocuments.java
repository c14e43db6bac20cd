package io.lull.pipeline.reconcile;

import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import io.lull.schema.Identifier;
import io.lull.schema.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Service maps as documents: a version of a document replaces the one before, and what that had and
 * the new one has not is withdrawn.
 *
 * <p>The subject of a service's fact is {@code document|service}, so two documents may name one
 * service, and facts themselves are the memory of what a document had. Withdrawals are one fact a
 * version, which says what is to stay; it costs O(services of the document).
 *
 * <p>When the latest version was said is a fact of the document itself, {@code document|}, which is
 * about no CI. By it a service is told to be out of date that an older version brings later, in one
 * look-up. It holds as long as there are services of the document, and then for a while.
 */
public final class MapDocuments {
  private static final char SEPARATOR = '|'; // No name of a service has it.

  private MapDocuments() {}

  static String subject(String document, String service) {
    return document + SEPARATOR + service;
  }

  /**
   * Withdraws all services of a document but some.
   *
   * @param stay services that the version has, and those of which it cannot be told
   */
  public static Fact version(
      String document, @Nullable Long timeMillis, Origin origin, Collection<String> stay) {
    return withdrawal(subject(document, ""), timeMillis, origin, stay);
  }

  /**
   * Withdraws documents that were read from files, all but some.
   *
   * @param stay documents, and services of which it cannot be told
   */
  public static Fact files(Collection<String> stay) {
    return withdrawal(subject("", ""), null, null, stay);
  }

  /** Withdraws nothing: a service without a name, of no document. */
  public static Fact nothing() {
    return withdrawal("", null, null, List.of());
  }

  private static Fact withdrawal(
      String subject, @Nullable Long timeMillis, @Nullable Origin origin, Collection<String> stay) {
    List<Identifier> names =
        stay.stream()
            .distinct()
            .sorted()
            .map(name -> new Identifier(Kind.NAME.name(), name, ""))
            .toList();
    return new Fact(
        ReconcileOptions.MAP,
        subject,
        timeMillis,
        ChangeOp.DELETE,
        "",
        "",
        names,
        Map.of(),
        List.of(),
        null,
        origin);
  }

  /** Whether the fact is about a document and not about a service. */
  static boolean isWithdrawal(Fact fact) {
    String subject = fact.getSubject();
    return fact.getOp() == ChangeOp.DELETE
        && fact.getSource().equals(ReconcileOptions.MAP)
        && !subject.isEmpty()
        && subject.charAt(subject.length() - 1) == SEPARATOR;
  }

  /**
   * What is withdrawn by it.
   *
   * @param since when it is so, milliseconds since the epoch; what was said later stays
   */
  static List<Entry> withdrawn(Fact withdrawal, long since, FactIndex index) {
    Set<String> stay = new HashSet<>();
    withdrawal.getIdentifiers().forEach(name -> stay.add(name.getValue()));
    String subject = withdrawal.getSubject();
    String document = subject.substring(0, subject.length() - 1);
    return document.isEmpty() ? ofFiles(stay, index) : ofDocument(document, stay, since, index);
  }

  /** Whether a service is of an older version than one that is known, and was not in that. */
  static boolean isOutdated(Fact service, long said, FactIndex index) {
    String document = documentOf(service);
    Entry latest = document == null ? null : latest(document, index);
    return latest != null && latest.seenMillis > said;
  }

  /**
   * What is to be remembered of a version when what it withdraws is gone; null: nothing.
   *
   * @param said when it was so, milliseconds since the epoch
   * @param time when it was heard
   * @param memoryMillis for how long a document is remembered of which nothing is left
   */
  static @Nullable Fact remembered(
      Fact version, long said, long time, long memoryMillis, FactIndex index) {
    String document = documentOf(version);
    if (document == null || document.isEmpty() || said <= Reconciler.SINCE_EVER) {
      return null; // Nothing is older than since ever.
    }
    Long ttl = hasServices(document, index) ? null : Math.max(1, time - said + memoryMillis);
    return new Fact(
        ReconcileOptions.MAP,
        subject(document, ""),
        said,
        ChangeOp.UPSERT,
        "",
        "",
        List.of(),
        Map.of(),
        List.of(),
        ttl,
        version.getOrigin());
  }

  /**
   * What is to be remembered of a document after a fact has gone; null: as before.
   *
   * @param time when it went, milliseconds since the epoch
   */
  static @Nullable Fact remembered(Entry gone, long time, long memoryMillis, FactIndex index) {
    String document = documentOf(gone.fact);
    Entry latest = document == null ? null : latest(document, index);
    return latest == null || latest.fact.getTtlMillis() != null
        ? null
        : remembered(latest.fact, latest.seenMillis, time, memoryMillis, index);
  }

  private static @Nullable Entry latest(String document, FactIndex index) {
    return index.get(key(subject(document, "")));
  }

  private static boolean hasServices(String document, FactIndex index) {
    return index.anyBehind(
        key(subject(document, "")), entry -> isServiceOf(document, entry) && entry.isLive());
  }

  private static boolean isServiceOf(String document, Entry entry) {
    return document.equals(documentOf(entry.fact)) && !serviceOf(entry.fact).isEmpty();
  }

  private static List<Entry> ofDocument(
      String document, Set<String> stay, long since, FactIndex index) {
    List<Entry> gone = new ArrayList<>();
    for (Entry entry : index.behind(key(subject(document, "")))) {
      if (isServiceOf(document, entry) && !stay.contains(serviceOf(entry.fact))) {
        gone.add(entry);
      }
    }
    for (String service : stay) {
      // What releases before 0.6 said of the service had no document.
      Entry old = index.get(key(service));
      if (old != null && index.get(key(subject(document, service))) != null) {
        gone.add(old);
      }
    }
    gone.removeIf(entry -> entry.seenMillis > since);
    return gone;
  }

  private static List<Entry> ofFiles(Set<String> stay, FactIndex index) {
    return index.behind(key("")).stream()
        .filter(MapDocuments::isOfFile)
        .filter(
            entry -> {
              String document = documentOf(entry.fact);
              return !stay.contains(document == null ? serviceOf(entry.fact) : document);
            })
        .toList();
  }

  private static boolean isOfFile(Entry entry) {
    Origin origin = entry.fact.getOrigin();
    return origin == null
        ? entry.seenMillis == Reconciler.SINCE_EVER // What releases before 0.6 read from files.
        : origin.getPartition() < 0;
  }

  private static String key(String subject) {
    return ReconcileOptions.MAP + ':' + subject;
  }

  /** The document that a fact of maps is of; null: of none. */
  private static @Nullable String documentOf(Fact fact) {
    int end = fact.getSubject().lastIndexOf(SEPARATOR);
    return end < 0 || !fact.getSource().equals(ReconcileOptions.MAP)
        ? null
        : fact.getSubject().substring(0, end);
  }

  private static String serviceOf(Fact fact) {
    return fact.getSubject().substring(fact.getSubject().lastIndexOf(SEPARATOR) + 1);
  }
}
