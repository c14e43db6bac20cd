package io.lull.job.config;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/** All options, found by reflection over the classes that declare them, in their order. */
public final class LullOptions {
  private static final List<Class<?>> DECLARATIONS =
      List.of(
          KafkaOptions.class,
          PipelineOptions.class,
          DiscoverySection.class,
          BaselineSection.class,
          ForecastSection.class,
          HealthSection.class,
          CmdbSection.class,
          DeduplicateSection.class,
          SuppressSection.class,
          IncidentSection.class,
          NamingSection.class,
          GatewaySection.class,
          RuntimeOptions.class);

  private static final List<Option<?>> ALL = collect();

  private LullOptions() {}

  public static List<Option<?>> all() {
    return ALL;
  }

  private static List<Option<?>> collect() {
    List<Option<?>> all = new ArrayList<>();
    for (Class<?> type : DECLARATIONS) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == Option.class) {
          all.add(read(field));
        }
      }
    }
    return List.copyOf(all);
  }

  private static Option<?> read(Field field) {
    try {
      return (Option<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("options are public constants: " + field, e);
    }
  }
}
