package dev.cairn.provider.local.docker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test, with the reason, where no container can run or the base image is missing. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ContainerEngineRequired.Condition.class)
public @interface ContainerEngineRequired {
  String BASE_IMAGE = "cairn-test/base:1";

  /** Looks once for each class. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      try (var engine = new DockerEngine(System.getenv())) {
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
