/** How much topology a subtask holds, how fast it loads and how fast it changes. */
@NullMarked
package io.lull.benchmark.topology;

import org.jspecify.annotations.NullMarked;
