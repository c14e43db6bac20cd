package io.lull.pipeline.deduplicate;

import io.lull.pipeline.model.EventRef;

/** A clear of an alarm that was not active. */
public record OrphanClear(String resource, String type, String qualifier, EventRef event) {}
