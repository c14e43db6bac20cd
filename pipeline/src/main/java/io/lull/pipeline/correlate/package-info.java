/**
 * Explains alarms over the topology: the cheapest forest of causes and effects, each tree of which
 * is an incident.
 *
 * <p>Keyed by domain, in event-time order; what spans domains is handed over to a second operator,
 * of one key. State: per alarm, per symptom (all alarms of one site), per group of symptoms that
 * are explained together, per incident, and per node that can explain a symptom; on the heap while
 * a domain is at work, in keyed state at snapshots. All of it goes when the incident is resolved;
 * for alarms too slight to open one, when they are cleared and their window has passed. What was
 * learned of a domain stays, bounded, until it is reset. An alarm that comes late is taken when it
 * comes; it joins an incident that is still open and never one that is resolved. How it decides is
 * written in docs/correlation.md.
 */
@NullMarked
package io.lull.pipeline.correlate;

import org.jspecify.annotations.NullMarked;
