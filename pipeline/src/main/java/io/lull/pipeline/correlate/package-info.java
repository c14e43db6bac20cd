/**
 * Groups alarms into incidents along the topology and names the most upstream of them as the cause.
 *
 * <p>Keyed by domain, in event-time order. State: per alarm, per site (resource and peer), per node
 * that can explain an open incident, and per incident; all of it goes when the incident is resolved
 * or merged; for alarms too slight to open one, when they are cleared and their window has passed.
 * An alarm that comes late is taken when it comes; it joins an incident that is still open and
 * never one that is resolved. How it decides is written in docs/correlation.md.
 */
@NullMarked
package io.lull.pipeline.correlate;

import org.jspecify.annotations.NullMarked;
