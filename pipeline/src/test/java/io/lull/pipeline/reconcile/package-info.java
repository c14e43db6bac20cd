@NullMarked
package io.lull.pipeline.reconcile;

import org.jspecify.annotations.NullMarked;
