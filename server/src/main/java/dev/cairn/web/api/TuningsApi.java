package dev.cairn.web.api;

import static dev.cairn.access.Action.ADMINISTER;
import static dev.cairn.access.Action.CHANGE;
import static dev.cairn.access.Action.READ;

import dev.cairn.api.AddExtension;
import dev.cairn.api.ChangeSettings;
import dev.cairn.api.ExtensionView;
import dev.cairn.api.SettingChange;
import dev.cairn.api.SettingView;
import dev.cairn.api.SettingsPreview;
import dev.cairn.api.SettingsView;
import dev.cairn.database.ExtensionNow;
import dev.cairn.database.TuningSpec;
import dev.cairn.database.Tunings;
import java.util.List;

/** Settings and extensions of databases. */
final class TuningsApi implements Noun {
  private static final String DATABASE = "stacks/{stack}/stages/{stage}/databases/{engine}";
  private static final String SETTINGS = DATABASE + "/settings";
  private static final String EXTENSIONS = DATABASE + "/extensions";

  private final Tunings tunings;

  TuningsApi(Tunings tunings) {
    this.tunings = tunings;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(SETTINGS, READ, this::settings),
        Route.post(SETTINGS + "/preview", READ, this::preview),
        Route.patch(SETTINGS, CHANGE, this::change),
        Route.get(EXTENSIONS, READ, this::extensions),
        Route.post(EXTENSIONS, ADMINISTER, this::addExtension),
        Route.delete(EXTENSIONS + "/{extension}", ADMINISTER, this::removeExtension));
  }

  private Answer settings(ApiRequest request) {
    var ref = request.database();
    return Answer.ok(
        new SettingsView(
            ref.toString(),
            tunings.get(ref).createsDatabases(),
            tunings.settings(ref).stream()
                .map(
                    it ->
                        new SettingView(
                            it.setting().name(),
                            it.setting().group(),
                            it.inForce(),
                            it.chosen(),
                            it.setting().restarts(),
                            it.rule(),
                            it.setting().meaning()))
                .toList()));
  }

  private static TuningSpec spec(ChangeSettings wanted) {
    return TuningSpec.ofSettings(wanted.settings(), wanted.createDatabases());
  }

  private Answer preview(ApiRequest request) {
    var ref = request.database();
    var preview = tunings.preview(ref, spec(request.body(ChangeSettings.class)));
    return Answer.ok(
        new SettingsPreview(
            ref.toString(),
            preview.changes().stream()
                .map(it -> new SettingChange(it.name(), it.before(), it.after(), it.restarts()))
                .toList(),
            preview.restarts(),
            preview.notes()));
  }

  private Answer change(ApiRequest request) {
    return change(request, spec(request.body(ChangeSettings.class)));
  }

  private Answer change(ApiRequest request, TuningSpec spec) {
    return Answer.accepted(
        tunings.change(request.actor(), request.database(), spec, request.idempotencyKey()));
  }

  private Answer extensions(ApiRequest request) {
    return Answer.list(
        tunings.extensions(request.database()).stream().map(TuningsApi::view).toList());
  }

  private static ExtensionView view(ExtensionNow it) {
    return new ExtensionView(
        it.name(),
        it.version(),
        it.installed(),
        it.isTrusted(),
        it.restarts(),
        it.mayAdd(),
        it.isOurs(),
        it.state(),
        it.meaning());
  }

  private Answer addExtension(ApiRequest request) {
    return change(request, TuningSpec.adding(request.body(AddExtension.class).name()));
  }

  private Answer removeExtension(ApiRequest request) {
    return change(request, TuningSpec.removing(request.text("extension")));
  }
}
