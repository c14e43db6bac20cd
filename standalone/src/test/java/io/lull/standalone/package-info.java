@NullMarked
package io.lull.standalone;

import org.jspecify.annotations.NullMarked;
