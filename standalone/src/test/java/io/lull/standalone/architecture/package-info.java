/** The layering of the whole project as tests, with the reason beside each rule. */
@NullMarked
package io.lull.standalone.architecture;

import org.jspecify.annotations.NullMarked;
