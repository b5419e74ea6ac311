package dev.cairn.api;

import static dev.cairn.api.Paths.ROOT;
import static dev.cairn.api.Paths.databasePath;
import static dev.cairn.api.Paths.operationPath;
import static dev.cairn.api.Paths.segment;
import static dev.cairn.api.Paths.stackPath;
import static dev.cairn.api.Paths.stagePath;

import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The REST API as methods. Every method throws {@link ApiProblemException} where the server refuses
 * or does not answer. Stages are addressed as {@code STACK/STAGE}, databases as {@code
 * STACK/STAGE/ENGINE}. Methods that answer {@link Accepted} return once the operation is recorded;
 * {@link #watch} follows it. Safe for use by several threads.
 */
public final class ApiClient implements AutoCloseable {
  private final Transport transport;

  /**
   * @param base address of the server, for example {@code http://localhost:7766}
   * @param token asked for each request; none where the server shall decide about a stranger
   */
  public ApiClient(URI base, Supplier<Optional<String>> token) {
    this.transport = new Transport(base, token);
  }

  /**
   * Ends its connections and its thread. A Java that exits while that thread waits for the network
   * is held up by 0.3 s.
   */
  @Override
  public void close() {
    transport.close();
  }

  public StatusView status() {
    return transport.get(ROOT + "status", StatusView.class);
  }

  /**
   * Ends the server; with {@code everything}, applications, databases and the edge before it. All
   * data stays.
   */
  public void shutdown(Shutdown wanted) {
    transport.tell("POST", ROOT + "shutdown", Optional.of(wanted));
  }

  public List<EngineView> engines() {
    return transport.list(ROOT + "engines", EngineView.class);
  }

  // Stacks and stages

  public List<StackView> stacks() {
    return transport.list(ROOT + "stacks", StackView.class);
  }

  public StackView stack(String stack) {
    return transport.get(stackPath(stack), StackView.class);
  }

  public StackView createStack(CreateStack wanted) {
    return transport.send("POST", ROOT + "stacks", Optional.of(wanted), StackView.class);
  }

  public void deleteStack(String stack) {
    transport.tell("DELETE", stackPath(stack));
  }

  /** The stack as {@code cairn.yaml}. */
  public String export(String stack) {
    return transport.text(stackPath(stack) + "/export");
  }

  public List<StageView> stages(String stack) {
    return transport.list(stackPath(stack) + "/stages", StageView.class);
  }

  public StageView stage(String stage) {
    return transport.get(stagePath(stage), StageView.class);
  }

  public StageView createStage(String stack, CreateStage wanted) {
    return transport.send(
        "POST", stackPath(stack) + "/stages", Optional.of(wanted), StageView.class);
  }

  public void deleteStage(String stage) {
    transport.tell("DELETE", stagePath(stage));
  }

  public ManifestResult apply(ManifestRequest wanted) {
    return transport.send("POST", ROOT + "apply", Optional.of(wanted), ManifestResult.class);
  }

  // Databases

  public List<DatabaseView> databases(String stage) {
    return transport.list(stagePath(stage) + "/databases", DatabaseView.class);
  }

  public DatabaseView database(String database) {
    return transport.get(databasePath(database), DatabaseView.class);
  }

  public Accepted addDatabase(String stage, AddDatabase wanted) {
    return transport.send(
        "POST", stagePath(stage) + "/databases", Optional.of(wanted), Accepted.class);
  }

  /** Has the application beside a database read somewhere else. */
  public Accepted changeReader(String database, ChangeReader wanted) {
    return transport.send(
        "PUT", databasePath(database) + "/reader", Optional.of(wanted), Accepted.class);
  }

  /** Has the data of a replica's primary copied anew. */
  public Accepted rebuildReplica(String database) {
    return transport.send(
        "POST", databasePath(database) + "/rebuild", Optional.empty(), Accepted.class);
  }

  /** What {@link #promoteReplica} would do; changes nothing. */
  public PromotionView previewPromotion(String database) {
    return transport.get(databasePath(database) + "/promotion", PromotionView.class);
  }

  /** Makes a replica the primary. */
  public Accepted promoteReplica(String database, PromoteReplica wanted) {
    return transport.send(
        "POST", databasePath(database) + "/promote", Optional.of(wanted), Accepted.class);
  }

  public Accepted resizeDatabase(String database, ResizeDatabase wanted) {
    return transport.send("PATCH", databasePath(database), Optional.of(wanted), Accepted.class);
  }

  /** Promotions that are tried. */
  public DrillsClient drills() {
    return new DrillsClient(transport);
  }

  /** What {@link #rotate} would do; changes nothing. */
  public RotationView previewRotation(String database) {
    return transport.get(databasePath(database) + "/rotation", RotationView.class);
  }

  /** Gives a database a new credential, and its application that. */
  public Accepted rotate(String database) {
    return transport.send(
        "POST", databasePath(database) + "/rotation", Optional.empty(), Accepted.class);
  }

  /** How an attached database is reached. */
  public AttachmentView attachment(String database) {
    return transport.get(databasePath(database) + "/attachment", AttachmentView.class);
  }

  /** Answers once the database was looked at, which may take some seconds. */
  public Accepted attachDatabase(String database, AttachDatabase wanted) {
    return transport.send(
        "POST", databasePath(database) + "/attachment", Optional.of(wanted), Accepted.class);
  }

  /** As {@link #attachDatabase}, in place of how it is reached now. */
  public Accepted replaceAttachment(String database, AttachDatabase wanted) {
    return transport.send(
        "PUT", databasePath(database) + "/attachment", Optional.of(wanted), Accepted.class);
  }

  public Accepted detachDatabase(String database) {
    return transport.send(
        "DELETE", databasePath(database) + "/attachment", Optional.empty(), Accepted.class);
  }

  /** The authority that the database's certificate is signed by. */
  public AuthorityView authority(String database) {
    return transport.get(databasePath(database) + "/authority", AuthorityView.class);
  }

  public SettingsView settings(String database) {
    return transport.get(databasePath(database) + "/settings", SettingsView.class);
  }

  /** What {@link #changeSettings} would do; changes nothing. */
  public SettingsPreview previewSettings(String database, ChangeSettings wanted) {
    return transport.send(
        "POST",
        databasePath(database) + "/settings/preview",
        Optional.of(wanted),
        SettingsPreview.class);
  }

  public Accepted changeSettings(String database, ChangeSettings wanted) {
    return transport.send(
        "PATCH", databasePath(database) + "/settings", Optional.of(wanted), Accepted.class);
  }

  public List<ExtensionView> extensions(String database) {
    return transport.list(databasePath(database) + "/extensions", ExtensionView.class);
  }

  public Accepted addExtension(String database, String name) {
    return transport.send(
        "POST",
        databasePath(database) + "/extensions",
        Optional.of(new AddExtension(name)),
        Accepted.class);
  }

  public Accepted removeExtension(String database, String name) {
    return transport.send(
        "DELETE",
        databasePath(database) + "/extensions/" + segment(name),
        Optional.empty(),
        Accepted.class);
  }

  /** What {@link #removeDatabase} would do; changes nothing. */
  public RemovalView previewRemoval(String database) {
    return transport.get(databasePath(database) + "/removal", RemovalView.class);
  }

  /**
   * Removes it with its data.
   *
   * @param backup the final backup's name, as {@link #previewRemoval} told; empty for none
   */
  public Accepted removeDatabase(String database, Optional<String> backup) {
    return transport.send(
        "DELETE",
        databasePath(database)
            + backup.map(name -> "?backup=" + segment(name)).orElse("?finalBackup=false"),
        Optional.empty(),
        Accepted.class);
  }

  /** The last lines of the engine's log, and with {@code follow} what is added; to be closed. */
  public InputStream databaseLog(String database, int lines, boolean follow) {
    return log(databasePath(database) + "/logs", lines, follow);
  }

  public List<BackupView> backups() {
    return transport.list(ROOT + "backups", BackupView.class);
  }

  public void removeBackup(String name) {
    transport.tell("DELETE", ROOT + "backups/" + segment(name));
  }

  // Application

  public ServiceView service(String stage) {
    return transport.get(stagePath(stage) + "/service", ServiceView.class);
  }

  public ServiceView configureService(String stage, ServiceSpecView wanted) {
    return transport.send(
        "PUT", stagePath(stage) + "/service", Optional.of(wanted), ServiceView.class);
  }

  /** Changes some settings, and leaves all others as they are. */
  public ServiceView changeService(String stage, ServiceChanges wanted) {
    return transport.send(
        "PATCH", stagePath(stage) + "/service", Optional.of(wanted), ServiceView.class);
  }

  public Accepted removeService(String stage) {
    return transport.send(
        "DELETE", stagePath(stage) + "/service", Optional.empty(), Accepted.class);
  }

  public Accepted deploy(String stage, DeployRequest wanted) {
    return transport.send(
        "POST", stagePath(stage) + "/deployments", Optional.of(wanted), Accepted.class);
  }

  public Accepted rollback(String stage, RollbackRequest wanted) {
    return transport.send(
        "POST", stagePath(stage) + "/rollback", Optional.of(wanted), Accepted.class);
  }

  public List<ReleaseView> releases(String stage) {
    return transport.list(stagePath(stage) + "/releases", ReleaseView.class);
  }

  public InputStream serviceLog(String stage, int lines, boolean follow) {
    return log(stagePath(stage) + "/logs", lines, follow);
  }

  /** The requests to it, a line of JSON each. */
  public InputStream accessLog(String stage, int lines, boolean follow) {
    return log(stagePath(stage) + "/access-log", lines, follow);
  }

  public InputStream buildLog(String stage, int release, int lines, boolean follow) {
    return log(stagePath(stage) + "/releases/" + release + "/log", lines, follow);
  }

  // Variables and secrets

  /** With {@code reveal}, values of secrets too; that is recorded. */
  public List<VariableView> variables(String stage, boolean reveal) {
    return variables(stage, "app", reveal);
  }

  /** As seen by {@code app}, or by programs of the {@code host}: the server's machine. */
  public List<VariableView> variables(String stage, String viewer, boolean reveal) {
    return transport.list(
        stagePath(stage) + "/variables?for=" + segment(viewer) + (reveal ? "&reveal=true" : ""),
        VariableView.class);
  }

  public VariablesSaved changeVariables(String stage, VariableChanges wanted) {
    return transport.send(
        "PATCH", stagePath(stage) + "/variables", Optional.of(wanted), VariablesSaved.class);
  }

  /** Of a stack or stage, {@code STACK[/STAGE]}, or all. */
  public List<SecretView> secrets(Optional<String> below) {
    return transport.list(
        ROOT + "secrets" + below.map(ref -> "?below=" + segment(ref)).orElse(""), SecretView.class);
  }

  /** With its value; that is recorded. */
  public SecretView revealSecret(String name) {
    return transport.get(ROOT + "secrets/" + segment(name), SecretView.class);
  }

  /** Changes the key that seals; safe to ask again. */
  public RekeyView rekey() {
    return transport.send("POST", ROOT + "secrets/rekey", Optional.empty(), RekeyView.class);
  }

  // Operations and activity

  /** Newest first, of one target and what is below it, or of all. */
  public List<OperationView> operations(Optional<String> target, int limit) {
    return transport.list(
        ROOT
            + "operations?limit="
            + limit
            + target.map(ref -> "&target=" + segment(ref)).orElse(""),
        OperationView.class);
  }

  public OperationView operation(OperationRef ref) {
    return operationById(ref.id());
  }

  public OperationView operationById(String id) {
    return transport.get(operationPath(id), OperationView.class);
  }

  public OperationView cancel(String id) {
    return transport.send(
        "POST", operationPath(id) + "/cancel", Optional.empty(), OperationView.class);
  }

  public OperationView giveUp(String id) {
    return transport.send(
        "POST", operationPath(id) + "/give-up", Optional.empty(), OperationView.class);
  }

  public OperationView retry(String id) {
    return transport.send(
        "POST", operationPath(id) + "/retry", Optional.empty(), OperationView.class);
  }

  /**
   * Calls {@code listener} now and at each change, until the operation has finished or needs
   * attention; answers how it ended. Outlasts a restart of the server.
   */
  public OperationView watch(String id, Consumer<OperationView> listener) {
    return new OperationWatch(transport, operationPath(id) + "/events", listener).await();
  }

  /** Newest first, of one target and what is below it, or of all. */
  public List<ActivityView> activity(Optional<String> target, int limit) {
    return transport.list(
        ROOT + "activity?limit=" + limit + target.map(ref -> "&target=" + segment(ref)).orElse(""),
        ActivityView.class);
  }

  /** Who may use Cairn: users, their tokens and access keys. */
  public AccessClient access() {
    return new AccessClient(transport);
  }

  private InputStream log(String path, int lines, boolean follow) {
    return transport.stream(path + "?lines=" + lines + "&follow=" + follow, "text/plain");
  }
}
