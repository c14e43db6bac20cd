@NullMarked
package io.lull.connector.janusgraph;

import org.jspecify.annotations.NullMarked;
