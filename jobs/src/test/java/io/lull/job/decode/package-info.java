@NullMarked
package io.lull.job.decode;

import org.jspecify.annotations.NullMarked;
