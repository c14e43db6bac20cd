package io.lull.benchmark.storm;

import java.util.Set;

/**
 * One thing that broke.
 *
 * @param number within its storm, from 0
 * @param kind what broke, for the table
 * @param root CI id, or the two ends of a link as {@code a--b}
 * @param answers what counts as naming the root: for a link either end too, and what nobody could
 *     tell from it by what was heard
 * @param silent whether none of the root's own alarms came
 * @param startMillis when it broke
 * @param siblings numbers of earlier faults of the storm that it has a common ancestor with
 */
record Fault(
    int number,
    String kind,
    String root,
    Set<String> answers,
    boolean silent,
    long startMillis,
    Set<Integer> siblings) {}
