/**
 * Holds back alarms of planned work (maintenance windows) and of suppressions from {@code
 * lull.control}, so that they open no incident, and says of each why.
 *
 * <p><b>What is held.</b> An alarm that is raised while a rule covers it: its resource, the peer or
 * the link it names, or, where the window spreads, anything that these depend on. If it clears
 * while it is held, correlation never hears of it. If it is still active when nothing covers it any
 * more (the window ends, is shortened or deleted, the suppression expires), correlation gets it as
 * raised at that moment, with its events. An alarm that was raised before goes on as it was, also
 * where a window says that it began earlier.
 *
 * <p><b>Where it goes.</b> What passes goes to the domain of its resource and, as a copy, to others
 * that are to hear of it.
 *
 * <p><b>State.</b> Keyed by alarm: one {@link io.lull.pipeline.suppress.HeldAlarm} with at most
 * {@code maxEvents} events and one timer, for alarms that are held and for no other; which other
 * domains hear of it, where any do, until it is cleared. It ends with the clear that deduplication
 * promises for every alarm, or with the release. Broadcast state: the last record of each window
 * and suppression until it is deleted, and the topology, of which only what this stage looks at is
 * kept.
 *
 * <p><b>Late data.</b> A late change is taken at once, by the rules and the topology of that
 * moment, and counted ({@code lateTaken}); a late rule holds from the moment it comes. Nothing is
 * dropped: what is held is told on the side output {@code suppressed} when it is held, when its
 * reason changes, and when it clears or is released.
 */
@NullMarked
package io.lull.pipeline.suppress;

import org.jspecify.annotations.NullMarked;
