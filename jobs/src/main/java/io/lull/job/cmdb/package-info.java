/**
 * {@code lull cmdb}: imports, exports, queries, the estate as it was; also in a running lull up.
 */
@NullMarked
package io.lull.job.cmdb;

import org.jspecify.annotations.NullMarked;
