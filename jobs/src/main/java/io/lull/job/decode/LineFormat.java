package io.lull.job.decode;

import io.lull.connector.format.RawRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.IteratorResultIterator;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text file, {@code .gz} too, as raw records that know their file and line. Its
 * position is a count of lines, from the start of the file.
 */
public final class LineFormat implements BulkFormat<RawRecord, FileSourceSplit> {
  private static final long serialVersionUID = 1L;
  private static final int BATCH = 1000;

  @Override
  public Reader<RawRecord> createReader(Configuration config, FileSourceSplit split)
      throws IOException {
    return new LineReader(split.path(), 0);
  }

  @Override
  public Reader<RawRecord> restoreReader(Configuration config, FileSourceSplit split)
      throws IOException {
    long line =
        split.getReaderPosition().map(CheckpointedPosition::getRecordsAfterOffset).orElse(0L);
    return new LineReader(split.path(), line);
  }

  @Override
  public boolean isSplittable() {
    return false;
  }

  @Override
  public TypeInformation<RawRecord> getProducedType() {
    return TypeInformation.of(RawRecord.class);
  }

  private static final class LineReader implements Reader<RawRecord> {
    private final String path;
    private final BufferedReader reader;
    private long line;

    LineReader(Path path, long skip) throws IOException {
      this.path = path.getPath();
      InputStream bytes = path.getFileSystem().open(path);
      InputStream plain = path.getName().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
      this.reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
      while (line < skip && reader.readLine() != null) {
        line++;
      }
    }

    @Override
    public @Nullable RecordIterator<RawRecord> readBatch() throws IOException {
      long first = line;
      java.util.ArrayList<RawRecord> batch = new java.util.ArrayList<>();
      while (batch.size() < BATCH) {
        String text = reader.readLine();
        if (text == null) {
          break;
        }
        line++;
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        batch.add(new RawRecord(path, -1, line, 0, null, Map.of(), value));
      }
      return batch.isEmpty()
          ? null
          : new IteratorResultIterator<>(batch.iterator(), CheckpointedPosition.NO_OFFSET, first);
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
