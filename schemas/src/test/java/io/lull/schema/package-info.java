@NullMarked
package io.lull.schema;

import org.jspecify.annotations.NullMarked;
