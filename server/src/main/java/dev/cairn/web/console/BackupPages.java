package dev.cairn.web.console;

import dev.cairn.access.Action;
import dev.cairn.core.ProblemException;
import dev.cairn.engine.Engine;
import dev.cairn.provider.Backup;
import dev.cairn.web.UseCases;
import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.Map;

/** Final backups of removed databases. */
final class BackupPages {
  private final UseCases use;
  private final Pages pages;

  BackupPages(UseCases use, Pages pages) {
    this.use = use;
    this.pages = pages;
  }

  void register(JavalinDefaultRoutingApi routes) {
    routes.get("/backups", this::show);
    routes.get("/backups/{name}/delete", ctx -> showDelete(ctx, Form.of(Map.of())));
    routes.post("/backups/{name}/delete", this::delete);
  }

  private void show(Context ctx) {
    var actor = pages.require(ctx, Action.READ, "backups");
    pages.show(
        ctx,
        "backups",
        pages.shell(ctx, "Backups", Shell.Section.BACKUPS),
        new BackupsView(
            use.databases().listBackups().stream().map(this::row).toList(),
            pages.allows(actor, Action.CHANGE)));
  }

  private BackupsView.Row row(Backup backup) {
    return new BackupsView.Row(
        backup.name(),
        Engine.of(backup.engine()).displayName() + " " + backup.version(),
        backup.origin(),
        backup.database(),
        backup.size().toString(),
        pages.when(backup.createdAt()));
  }

  private void showDelete(Context ctx, Form form) {
    var name = ctx.pathParam("name");
    pages.require(ctx, Action.CHANGE, "backups");
    pages.show(
        ctx,
        "delete",
        pages.shell(ctx, "Delete backup", Shell.Section.BACKUPS, new Link("Backups", "/backups")),
        new DeleteView(
            "Delete backup " + name,
            "All data in it is gone for good. The database it was made of is gone already.",
            "/backups/" + name + "/delete",
            name,
            "Delete backup",
            "/backups",
            form));
  }

  private void delete(Context ctx) {
    var name = ctx.pathParam("name");
    var actor = pages.require(ctx, Action.CHANGE, "backups");
    var typed = Pages.typed(ctx, "confirm");
    try {
      Confirmation.require(typed, name);
      use.databases().removeBackup(actor, name);
      Pages.goTo(ctx, Notice.BACKUP_DELETED.at("/backups"));
    } catch (ProblemException refused) {
      ctx.status(refused.problem().kind().status());
      showDelete(ctx, Form.refused(typed, refused.problem()));
    }
  }
}
