package dev.cairn.provider.local.docker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips a test, with the reason, where no container can run or the base image is missing. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ContainerEngineRequired.Condition.class)
public @interface ContainerEngineRequired {
  String BASE_IMAGE = "cairn-test/base:1";

  /** Podman's service that {@code ./check} starts for the tests; nothing else may use it. */
  Map<String, String> PODMAN =
      Map.of("DOCKER_HOST", System.getenv().getOrDefault("CAIRN_TEST_PODMAN", ""));

  /** Whether it is Podman that is needed. */
  boolean podman() default false;

  /** Looks once for each class. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      boolean podman =
          AnnotationSupport.findAnnotation(
                  context.getRequiredTestClass(), ContainerEngineRequired.class)
              .orElseThrow()
              .podman();
      if (podman && PODMAN.containsValue("")) {
        return ConditionEvaluationResult.disabled(
            "CAIRN_TEST_PODMAN names no Podman: ./check starts one, as root");
      }
      try (var engine = new DockerEngine(podman ? PODMAN : System.getenv())) {
        var reason = engine.unavailable();
        if (reason.isPresent()) {
          return ConditionEvaluationResult.disabled(reason.get());
        }
        engine.client().inspectImageCmd(BASE_IMAGE).exec();
        return ConditionEvaluationResult.enabled("a container engine is here");
      } catch (com.github.dockerjava.api.exception.NotFoundException e) {
        return ConditionEvaluationResult.disabled("the image " + BASE_IMAGE + " is missing");
      } catch (java.io.IOException e) {
        return ConditionEvaluationResult.disabled(e.toString());
      }
    }
  }
}
