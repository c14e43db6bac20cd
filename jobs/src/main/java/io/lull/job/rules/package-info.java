/** Rules of files and of the control topic: checked before they are sent, and before they hold. */
@NullMarked
package io.lull.job.rules;

import org.jspecify.annotations.NullMarked;
