/** Decoder of SNMP notifications: v1 and v2c traps and informs, their BER bytes read in place. */
@NullMarked
package io.lull.connector.format.snmp;

import org.jspecify.annotations.NullMarked;
