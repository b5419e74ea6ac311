package dev.cairn.provider.local.instance;

import dev.cairn.core.Bytes;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has databases refuse writes before they take more of the disk than they were given, or the last
 * of it; and take them again once there is room. The record comes last: killed in between, the next
 * look does it again.
 */
public final class StorageGuard {
  private static final Logger LOG = LoggerFactory.getLogger(StorageGuard.class);

  /** Of the disk, kept for everything else: engines need it to end in order. */
  public static final Bytes RESERVE = Bytes.ofMib(512);

  /** Writes are taken again only well below the limit, so that it does not go to and fro. */
  private static final int OPEN_PERCENT = 98;

  /** From here on engines are asked to give back what they can. */
  private static final int MAKE_ROOM_PERCENT = 85;

  private final DiskUse use;
  private final Path home;

  public StorageGuard(DiskUse use, Path home) {
    this.use = use;
    this.home = home;
  }

  void look(LocalEngine engine, InstanceFiles files, InstanceRecord instance) {
    if (instance.cacheOnly()) {
      // It writes nothing to disk.
      return;
    }
    var used = use.of(files, instance.storage());
    if (!instance.isWritable()
        || used.value() >= instance.storageBytes() / 100 * MAKE_ROOM_PERCENT) {
      engine.makeRoom(files, instance);
    }
    var refusal = refusal(used, instance, new Bytes(home.toFile().getUsableSpace()));
    if (refusal.isPresent() == instance.isWritable()) {
      LOG.info(
          "{} {}: {} of {} used",
          instance.id(),
          refusal.isPresent() ? "refuses writes" : "takes writes again",
          used,
          instance.storage());
      var next = instance.refusing(refusal.orElse(""));
      engine.applyWritable(files, next);
      var _ = next.write(files);
    }
  }

  /** Why it should refuse writes now; empty where it should take them. */
  static Optional<String> refusal(Bytes used, InstanceRecord instance, Bytes free) {
    long limit = instance.storageBytes();
    long most = instance.isWritable() ? limit : limit / 100 * OPEN_PERCENT;
    if (used.value() >= most) {
      return Optional.of(
          "Its storage is used up: " + used + " of " + instance.storage() + ". It refuses writes.");
    }
    long reserve = instance.isWritable() ? RESERVE.value() : RESERVE.value() * 2;
    return free.value() < reserve
        ? Optional.of("The disk of this machine has only " + free + " left. It refuses writes.")
        : Optional.empty();
  }
}
