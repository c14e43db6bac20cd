@NullMarked
package io.lull.benchmark.storm;

import org.jspecify.annotations.NullMarked;
