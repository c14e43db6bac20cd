/**
 * Decoder of syslog as devices, daemons and relays really write it: RFC 5424, RFC 3164, Cisco IOS,
 * IOS-XR and NX-OS, Junos, Arista, rsyslog's files, and free text.
 */
@NullMarked
package io.lull.connector.format.syslog;

import org.jspecify.annotations.NullMarked;
