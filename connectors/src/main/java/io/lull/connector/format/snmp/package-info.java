/**
 * Decoder of SNMP notifications: v1 and v2c traps and informs as BER bytes. SNMP4J stays in here.
 */
@NullMarked
package io.lull.connector.format.snmp;

import org.jspecify.annotations.NullMarked;
