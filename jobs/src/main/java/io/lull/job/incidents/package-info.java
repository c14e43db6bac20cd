/**
 * {@code lull incidents}: the incident topic as a board in a terminal that a person can read.
 *
 * <p>What messages say comes from outside; nothing of it reaches the terminal before {@link
 * io.lull.job.incidents.DisplayText#plain} has taken the control characters out.
 */
@NullMarked
package io.lull.job.incidents;

import org.jspecify.annotations.NullMarked;
