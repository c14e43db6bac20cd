@NullMarked
package io.lull.connector.gateway;

import org.jspecify.annotations.NullMarked;
