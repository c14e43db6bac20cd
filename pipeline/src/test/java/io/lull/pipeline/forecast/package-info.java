/** Tests of forecasts. */
@NullMarked
package io.lull.pipeline.forecast;

import org.jspecify.annotations.NullMarked;
