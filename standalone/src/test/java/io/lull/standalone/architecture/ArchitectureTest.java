package io.lull.standalone.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.lull", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  /**
   * Names that mark a thin adapter to Flink; every other class of a stage is pure. StateTables are
   * a stage's port to its state, bound to keyed state.
   */
  private static final String FLINK_ADAPTERS =
      ".*(Stage|Stages|Function|Operator|OperatorFactory|Serializer|TypeInfo|TypeInfoFactory|StateTables)(\\$.*)?";

  @ArchTest
  static final ArchRule importsRunOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.lull..")
          .layer("schemas")
          .definedBy("io.lull.schema..")
          .layer("connectors")
          .definedBy("io.lull.connector..")
          .layer("pipeline")
          .definedBy("io.lull.pipeline..")
          .layer("jobs")
          .definedBy("io.lull.job..")
          .layer("standalone")
          .definedBy("io.lull.standalone..")
          .whereLayer("connectors")
          .mayOnlyBeAccessedByLayers("jobs", "standalone")
          .whereLayer("pipeline")
          .mayOnlyBeAccessedByLayers("jobs", "standalone")
          .whereLayer("jobs")
          .mayOnlyBeAccessedByLayers("standalone")
          .whereLayer("standalone")
          .mayNotBeAccessedByAnyLayer()
          .because("connectors and pipeline never see each other; jobs binds ports to adapters");

  @ArchTest
  static final ArchRule aStageNeverImportsAnotherStage =
      slices()
          .matching("io.lull.pipeline.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              alwaysTrue(),
              resideInAnyPackage(
                  "io.lull.pipeline.model..",
                  "io.lull.pipeline.impact..",
                  "io.lull.pipeline.ordered..",
                  "io.lull.pipeline.yaml.."))
          .because("stages are joined by streams in the jobs, so each can be replaced alone");

  @ArchTest
  static final ArchRule algorithmsKnowNothingOfFlink =
      noClasses()
          .that(resideInAPackage("io.lull.pipeline.."))
          .and()
          .resideOutsideOfPackage("io.lull.pipeline.ordered..")
          .and()
          .haveNameNotMatching(FLINK_ADAPTERS)
          .should()
          .dependOnClassesThat(resideInAPackage("org.apache.flink.."))
          .because("what Lull decides can be read, tested and reused without a cluster");

  @ArchTest
  static final ArchRule decodersAndFilesKnowNothingOfFlinkOrKafka =
      noClasses()
          .that(resideInAnyPackage("io.lull.connector.format..", "io.lull.connector.files.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage("org.apache.flink..", "org.apache.kafka.."))
          .because("a format is the same from Kafka, from a file and from a socket");

  @ArchTest
  static final ArchRule snmp4jStaysInItsPackages =
      noClasses()
          .that(resideInAPackage("io.lull.."))
          .and()
          .resideOutsideOfPackages(
              "io.lull.connector.format.snmp..",
              "io.lull.connector.gateway..",
              "io.lull.standalone.simulate..")
          .should()
          .dependOnClassesThat(resideInAPackage("org.snmp4j.."))
          .because("a library of the outside is known to one adapter, not to the house");

  @ArchTest
  static final ArchRule janusGraphStaysInItsPackage =
      noClasses()
          .that(resideInAPackage("io.lull.."))
          .and()
          .resideOutsideOfPackage("io.lull.connector.janusgraph..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "org.janusgraph..",
                  "org.apache.tinkerpop..",
                  "com.sleepycat..",
                  "org.apache.lucene..",
                  "com.datastax.."))
          .because("what the graph is kept in is known to one adapter, not to the house");

  @ArchTest
  static final ArchRule kafkaStaysInItsPackages =
      noClasses()
          .that(resideInAnyPackage("io.lull.pipeline..", "io.lull.schema..", "io.lull.job.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.apache.kafka..", "org.apache.flink.connector.kafka.."))
          .because("jobs and stages speak to ports; connector.kafka is the adapter");

  @ArchTest
  static final ArchRule noWallClockInTheStreamsLogic =
      noClasses()
          .that(resideInAPackage("io.lull.pipeline.."))
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .because("the same history gives the same incidents");

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .that(resideInAPackage("io.lull.."))
          .and()
          .resideOutsideOfPackage("io.lull.schema..")
          .and()
          .areTopLevelClasses()
          .should(HouseConditions.resideInANullMarkedPackage());
}
