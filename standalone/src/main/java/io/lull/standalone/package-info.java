/**
 * Everything in one JVM: a Kafka broker, a Flink MiniCluster, the gateway and the jobs, on one data
 * directory from which they resume.
 */
@NullMarked
package io.lull.standalone;

import org.jspecify.annotations.NullMarked;
