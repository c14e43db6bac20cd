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
 * service, and facts themselves are the memory of what a document had: a version needs no state of
 * its own. Withdrawals are one fact a version, which says what is to stay; it costs O(services of
 * the document).
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

  /** Withdraws nothing. */
  public static Fact nothing() {
    return withdrawal(subject(subject("", ""), ""), null, null, List.of());
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

  private static List<Entry> ofDocument(
      String document, Set<String> stay, long since, FactIndex index) {
    List<Entry> gone = new ArrayList<>();
    for (Entry entry : index.behind(key(subject(document, "")))) {
      if (document.equals(documentOf(entry)) && !stay.contains(serviceOf(entry))) {
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
              String document = documentOf(entry);
              return !stay.contains(document == null ? serviceOf(entry) : document);
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

  private static @Nullable String documentOf(Entry entry) {
    String subject = entry.fact.getSubject();
    int end = subject.lastIndexOf(SEPARATOR);
    return end < 0 ? null : subject.substring(0, end);
  }

  private static String serviceOf(Entry entry) {
    String subject = entry.fact.getSubject();
    return subject.substring(subject.lastIndexOf(SEPARATOR) + 1);
  }
}
