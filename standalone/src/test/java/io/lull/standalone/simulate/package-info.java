@NullMarked
package io.lull.standalone.simulate;

import org.jspecify.annotations.NullMarked;
