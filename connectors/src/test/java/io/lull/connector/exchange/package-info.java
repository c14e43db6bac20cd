@NullMarked
package io.lull.connector.exchange;

import org.jspecify.annotations.NullMarked;
