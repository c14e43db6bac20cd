/**
 * The one configuration, {@code lull.yaml}: every option is declared once as an {@link
 * io.lull.job.config.Option}, from which validation, the documentation page and the file of
 * defaults follow.
 */
@NullMarked
package io.lull.job.config;

import org.jspecify.annotations.NullMarked;
