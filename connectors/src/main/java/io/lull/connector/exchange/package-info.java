/** Estates as files of other tools, in and out: JSON lines, GraphML, ServiceNow's CSV. */
@NullMarked
package io.lull.connector.exchange;

import org.jspecify.annotations.NullMarked;
