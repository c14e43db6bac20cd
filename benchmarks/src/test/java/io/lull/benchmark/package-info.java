@NullMarked
package io.lull.benchmark;

import org.jspecify.annotations.NullMarked;
