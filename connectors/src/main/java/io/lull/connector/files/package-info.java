/**
 * Files in and out: the replay contract's readers and writers, and the sorting between them.
 *
 * <p>Readers are total a line at a time: a line gives a record or a {@link
 * io.lull.connector.files.BadLineException} that says what was expected; the file goes on. Memory
 * is bounded whatever the size of a file: lines have a limit, and sorting spills to disk.
 */
@NullMarked
package io.lull.connector.files;

import org.jspecify.annotations.NullMarked;
