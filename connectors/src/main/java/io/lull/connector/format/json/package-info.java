/**
 * Decoders of events that arrive as JSON: plain events, Alertmanager webhooks, CloudEvents with
 * CloudWatch alarms, Kubernetes events.
 */
@NullMarked
package io.lull.connector.format.json;

import org.jspecify.annotations.NullMarked;
