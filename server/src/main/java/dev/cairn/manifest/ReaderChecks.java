package dev.cairn.manifest;

import dev.cairn.core.ProblemException;
import dev.cairn.database.Database;
import dev.cairn.database.DatabaseRef;
import dev.cairn.database.Databases;
import dev.cairn.operation.Operations;
import dev.cairn.replication.reader.Readers;
import java.util.List;
import java.util.Optional;

/**
 * What would be refused of where an application is to read, be that there or come with the file.
 */
record ReaderChecks(Databases databases, Readers readers, Operations operations, List<Step> steps) {

  /**
   * Lets pass or refuses.
   *
   * @throws dev.cairn.core.ProblemException as {@link Readers#change}
   */
  void check(Step.ReadFrom wanted) {
    if (comes(wanted.ref()) || comes(wanted.from())) {
      Readers.checkSameData(wanted.ref(), wanted.from(), this::primary);
      return;
    }
    try {
      readers.check(wanted.ref(), Optional.of(wanted.from()));
    } catch (ProblemException e) {
      // It is waited for.
      if (!e.problem().code().equals("reader-not-answering")
          || operations.findOpen(wanted.from().toString()).isEmpty()) {
        throw e;
      }
    }
  }

  private boolean comes(DatabaseRef ref) {
    return steps.stream().anyMatch(it -> Postponement.adds(it, ref));
  }

  private Optional<DatabaseRef> primary(DatabaseRef ref) {
    return steps.stream()
        .flatMap(
            it ->
                it instanceof Step.AddReplica(var spec, var _, var _) && spec.ref().equals(ref)
                    ? Optional.of(spec.primary()).stream()
                    : Optional.<DatabaseRef>empty().stream())
        .findFirst()
        .or(() -> databases.find(ref).flatMap(Database::primary));
  }
}
