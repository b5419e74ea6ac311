package dev.cairn.cli.db;

import dev.cairn.api.ApiClient;
import dev.cairn.cli.session.ServerCommand;
import dev.cairn.cli.terminal.Table;
import java.time.LocalDate;
import picocli.CommandLine.Command;

/** {@code cairn db types}. */
@Command(name = "types", description = "Engines, their versions and instance types.")
public final class ListTypes extends ServerCommand {
  @Override
  protected void run(ApiClient api) {
    var engines = api.engines();
    var versions = new Table("ENGINE", "VERSION", "MAINTAINED UNTIL", "BINARIES");
    var types = new Table("ENGINE", "TYPE", "VCPUS", "MEMORY");
    for (var engine : engines) {
      for (var each : engine.versions()) {
        var isDefault = each.name().equals(engine.defaultVersion()) ? " (default)" : "";
        var until = each.maintainedUntil().map(LocalDate::toString).orElse("not announced");
        versions.row(engine.id(), each.name() + isDefault, until, each.source());
      }
      for (var each : engine.types()) {
        var isDefault = each.name().equals(engine.defaultType()) ? " (default)" : "";
        types.row(engine.id(), each.name() + isDefault, each.vcpus(), each.memoryMib() + " MiB");
      }
    }
    report(engines, versions + "\n" + types);
  }
}
