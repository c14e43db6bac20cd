package io.lull.job.cmdb;

import io.lull.connector.exchange.EstateFormat;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Formats as they are written on the command line. */
final class FormatConverter implements ITypeConverter<EstateFormat> {
  @Override
  public EstateFormat convert(String value) {
    try {
      return EstateFormat.valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'" + value + "' is no format: expected jsonl, graphml or servicenow-csv");
    }
  }
}
