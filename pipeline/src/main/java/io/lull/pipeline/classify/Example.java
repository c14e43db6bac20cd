package io.lull.pipeline.classify;

import io.lull.schema.Event;
import java.util.Map;

/**
 * A worked example of a rule.
 *
 * @param line where it stands, from 1
 * @param event an event that the rule must match
 * @param expected what must come out, by field name ({@code attributes.NAME} for attributes)
 */
record Example(int line, Event event, Map<String, String> expected) {}
