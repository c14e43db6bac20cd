@NullMarked
package io.lull.job.config;

import org.jspecify.annotations.NullMarked;
