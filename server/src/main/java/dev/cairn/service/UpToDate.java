package dev.cairn.service;

import dev.cairn.db.StateDatabase;
import dev.cairn.operation.Operation;
import dev.cairn.service.plan.Deploy;
import java.util.function.Supplier;

/** Holds a release against what a deploy would make now. */
record UpToDate(StateDatabase state, Environments environments, Runtimes runtimes) {

  /** Whether the operation is a deploy on its way to that release, and that is what is wanted. */
  boolean endsIn(Operation operation, ReleaseRow release) {
    return operation.kind().equals(Deploy.KIND)
        && operation.status() == Operation.Status.OPEN
        && isReleaseOf(operation, release)
        && isAsWanted(release);
  }

  private static boolean isReleaseOf(Operation operation, ReleaseRow release) {
    return String.valueOf(release.number()).equals(operation.input().get(Deploy.RELEASE));
  }

  /** What a release on its way has not got yet, it will get as it is then. */
  boolean isAsWanted(ReleaseRow release) {
    var stage = release.stage();
    var service =
        state.store(ServiceStore.class).find(stage.stack().value(), stage.stage().value());
    if (service.isEmpty()
        || !release.spec().runsAs(service.get().spec())
        || runtimes.choose(service.get().spec()) != release.runtime()) {
      return false;
    }
    return isOpenOr(
            release.variablesDigest(),
            () -> Environments.digest(environments.effective(stage, release.runtime())))
        && isOpenOr(
            release.fingerprint(), () -> runtimes.fingerprint(release.spec(), release.runtime()));
  }

  private static boolean isOpenOr(String known, Supplier<String> wanted) {
    return known.isEmpty() || known.equals(wanted.get());
  }
}
