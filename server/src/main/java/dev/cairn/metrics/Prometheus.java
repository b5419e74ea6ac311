package dev.cairn.metrics;

import dev.cairn.database.Databases;
import dev.cairn.metrics.traffic.TrafficSampler;
import dev.cairn.operation.Operations;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The same figures for Prometheus, and the server's own. What there is to tell is found out when it
 * is asked for: nothing of a removed database stays, and who never asks pays nothing.
 */
public final class Prometheus {
  /** The text format, prometheus.io/docs/instrumenting/exposition_formats. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final DatabaseMeters databases;
  private final TrafficMeters traffic;
  private final OperationMeters operations;
  private @Nullable PrometheusMeterRegistry registry;

  public Prometheus(
      Databases databases,
      Sampler sampler,
      TrafficSampler traffic,
      Operations operations,
      String version) {
    this.databases = new DatabaseMeters(databases, sampler);
    this.traffic = new TrafficMeters(traffic);
    this.operations = new OperationMeters(operations, version);
  }

  public String scrape() {
    return registry().scrape();
  }

  private synchronized PrometheusMeterRegistry registry() {
    if (registry == null) {
      registry = newRegistry();
    }
    return registry;
  }

  private PrometheusMeterRegistry newRegistry() {
    var own = new PrometheusRegistry();
    own.register(databases);
    own.register(traffic);
    own.register(operations);
    var made = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, own, Clock.SYSTEM);
    new JvmMemoryMetrics().bindTo(made);
    new JvmThreadMetrics().bindTo(made);
    new ProcessorMetrics().bindTo(made);
    new FileDescriptorMetrics().bindTo(made);
    new UptimeMetrics().bindTo(made);
    return made;
  }
}
