/** Values that stages hand to each other, beside the Avro contracts of {@code io.lull.schema}. */
@NullMarked
package io.lull.pipeline.model;

import org.jspecify.annotations.NullMarked;
