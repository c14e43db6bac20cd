/**
 * The CMDB: a property graph in JanusGraph that holds the estate as it is and as it was.
 *
 * <p>A CI is one vertex for good, a relation an edge for each of its versions. Versions have a
 * valid time ({@code validFrom} inclusive, {@code validTo} exclusive) and are never overwritten but
 * by a change of the same valid time; what is current also stands in plain, indexed properties.
 * JanusGraph and TinkerPop are known to this package only; what it gives and takes are our own
 * contracts.
 */
@NullMarked
package io.lull.connector.janusgraph;

import org.jspecify.annotations.NullMarked;
