package dev.cairn;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Duration;

/** The house rules, as sentences. */
@AnalyzeClasses(packages = "dev.cairn", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] USE_CASES = {
    "dev.cairn.manifest..",
    "dev.cairn.service..",
    "dev.cairn.replication..",
    "dev.cairn.database..",
    "dev.cairn.stack..",
    "dev.cairn.secret..",
    "dev.cairn.access..",
    "dev.cairn.metrics.."
  };

  @ArchTest
  static final ArchRule coreImportsOnlyTheJdk =
      classes()
          .that()
          .resideInAPackage("dev.cairn.core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "dev.cairn.core..", "org.jspecify..");

  @ArchTest
  static final ArchRule onlyMainAndWiringKnowTheWeb =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.cairn", "dev.cairn.web..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.cairn.web..");

  @ArchTest
  static final ArchRule onlyWiringKnowsWhereThingsRun =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.cairn", "dev.cairn.provider.local..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.cairn.provider.local..");

  @ArchTest
  static final ArchRule theLowerHouseDoesNotKnowTheUseCases =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.cairn.operation..",
              "dev.cairn.activity..",
              "dev.cairn.provider..",
              "dev.cairn.engine..",
              "dev.cairn.db..",
              "dev.cairn.process..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(USE_CASES);

  @ArchTest
  static final ArchRule theFloorKnowsNothingAboveIt =
      noClasses()
          .that()
          .resideInAnyPackage("dev.cairn.db..", "dev.cairn.process..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.cairn..")
                  .and(
                      DescribedPredicate.not(
                          resideInAnyPackage(
                              "dev.cairn.core..", "dev.cairn.db..", "dev.cairn.process.."))));

  @ArchTest
  static final ArchRule whatASystemIsAskedForHoldsNoTechnology =
      noClasses()
          .that()
          .resideInAPackage("dev.cairn.provider")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.not(
                  resideInAnyPackage(
                      "java..",
                      "org.jspecify..",
                      "dev.cairn.provider",
                      "dev.cairn.engine..",
                      "dev.cairn.core..")));

  @ArchTest
  static final ArchRule enginesAndPlansTouchNoInputOrOutput =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.cairn.engine..",
              "dev.cairn.database.plan..",
              "dev.cairn.replication.plan..",
              "dev.cairn.service.plan..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.sql..", "dev.cairn.db..", "dev.cairn.process..")
                  .or(nameMatching("java\\.net\\.(?!URLEncoder$).*"))
                  .or(nameMatching("java\\.nio\\.file\\.Files"))
                  .or(nameMatching("java\\.lang\\.Process.*")))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyProcessStartsProcesses =
      only("java.lang.ProcessBuilder", "dev.cairn.process..");

  @ArchTest
  static final ArchRule onlySecretKnowsTink =
      onlyIn("dev.cairn.secret..", "com.google.crypto.tink..");

  @ArchTest
  static final ArchRule onlyTheProtocolsOfAwsKnowItsSdk =
      onlyIn("dev.cairn.web.aws..", "software.amazon.awssdk..")
          .as("of the AWS SDK only the signer is here, for the signatures of requests at /aws");

  @ArchTest
  static final ArchRule onlyTheDockerProviderKnowsDocker =
      onlyIn("dev.cairn.provider.local.docker..", "com.github.dockerjava..");

  @ArchTest
  static final ArchRule onlyTheWebKnowsJavalinAndTemplates =
      onlyIn(
          "dev.cairn.web..",
          "io.javalin..",
          "gg.jte..",
          "jakarta.servlet..",
          "org.eclipse.jetty..");

  @ArchTest
  static final ArchRule onlyTheRunnerKnowsTheScheduler =
      onlyIn("dev.cairn.operation..", "com.github.kagkarlsson..");

  @ArchTest
  static final ArchRule onlyDbOpensTheStateDatabase =
      onlyIn("dev.cairn.db..", "org.apache.tomcat.jdbc..", "org.flywaydb..");

  @ArchTest
  static final ArchRule onlyLocalFetchesBinaries =
      onlyIn("dev.cairn.provider.local..", "eu.maveniverse..", "org.eclipse.aether..");

  @ArchTest
  static final ArchRule onlyMetricsKnowsPrometheus =
      onlyIn("dev.cairn.metrics..", "io.micrometer..", "io.prometheus..");

  @ArchTest
  static final ArchRule figuresAreForTheWebAlone =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.cairn", "dev.cairn.web..", "dev.cairn.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.cairn.metrics..");

  @ArchTest
  static final ArchRule nobodyUsesJackson2 =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..");

  @ArchTest
  static final ArchRule onlyReadyWaitSleeps =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.cairn.core.ReadyWait")
          .and()
          .resideOutsideOfPackage("dev.cairn.api..")
          .should()
          .callMethod(Thread.class, "sleep", Duration.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .as(
              "in the server only ReadyWait sleeps; its client, in a command, may between attempts");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("dev.cairn.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesOfThisMachineFormNoCycle =
      slices().matching("dev.cairn.provider.local.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule roomsOfThisMachineDoNotKnowItsProvider =
      noClasses()
          .that()
          .resideInAPackage("dev.cairn.provider.local.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.cairn.provider.local");

  @ArchTest
  static final ArchRule onlyTheProviderKnowsPostgresOfThisMachine =
      engineRoom("dev.cairn.provider.local.postgres..");

  @ArchTest
  static final ArchRule onlyTheProviderKnowsMySqlOfThisMachine =
      engineRoom("dev.cairn.provider.local.mysql..");

  @ArchTest
  static final ArchRule onlyTheProviderKnowsRedisOfThisMachine =
      engineRoom("dev.cairn.provider.local.redis..");

  @ArchTest
  static final ArchRule whatEnginesStandOnKnowsNoInstance =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.cairn.provider.local.files..",
              "dev.cairn.provider.local.limits..",
              "dev.cairn.provider.local.binaries..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.cairn.provider.local.instance..");

  @ArchTest
  static final ArchRule noPackageIsCalledByAWordThatSaysNothing =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..common..", "..manager..", "..impl..", "..helper..");

  /** An engine that runs on this machine: neither another one nor what they stand on knows it. */
  private static ArchRule engineRoom(String room) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(room, "dev.cairn.provider.local")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(room);
  }

  private static ArchRule only(String className, String home) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(className);
  }

  private static ArchRule onlyIn(String home, String... technology) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(home, "dev.cairn")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(technology);
  }
}
