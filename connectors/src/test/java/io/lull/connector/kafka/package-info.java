@NullMarked
package io.lull.connector.kafka;

import org.jspecify.annotations.NullMarked;
