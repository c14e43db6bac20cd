/** Tests of the OTLP decoders. */
@NullMarked
package io.lull.connector.format.otlp;

import org.jspecify.annotations.NullMarked;
