@NullMarked
package io.lull.job;

import org.jspecify.annotations.NullMarked;
