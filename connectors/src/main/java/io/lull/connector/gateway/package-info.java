/**
 * The gateway: one small process that receives what devices and agents send and writes it, byte for
 * byte, to the raw topics.
 *
 * <p>It decodes nothing it does not have to (only SNMPv3, because only it holds the keys). It keeps
 * in memory what Kafka has not acknowledged yet, within {@code bufferBytes}; whoever can wait is
 * told to (HTTP 503, TCP not read, inform not answered), and what cannot wait (UDP) is counted when
 * it has to be dropped. Time stamps are taken where the bytes arrive.
 */
@NullMarked
package io.lull.connector.gateway;

import org.jspecify.annotations.NullMarked;
