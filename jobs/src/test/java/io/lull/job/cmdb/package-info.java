@NullMarked
package io.lull.job.cmdb;

import org.jspecify.annotations.NullMarked;
