/** Strict reading of YAML: everything that is wrong is said at once, each with file and line. */
@NullMarked
package io.lull.pipeline.yaml;

import org.jspecify.annotations.NullMarked;
