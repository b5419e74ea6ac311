package dev.cairn.process;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.BooleanSupplier;

/** A process as a file that can be read from once it has ended: pidfd_open(2), poll(2). */
final class PidFd {
  /** The same on every architecture; the C library has a name for it only since lately. */
  private static final long PIDFD_OPEN = 434;

  private static final int POLLIN = 1;
  private static final int FOR_EVER = -1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SYSCALL =
      function(
          "syscall",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle POLL =
      function(
          "poll",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private PidFd() {}

  @SuppressWarnings("restricted") // the signatures above are those of the manual pages
  private static MethodHandle function(
      String name, FunctionDescriptor signature, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, options);
  }

  /**
   * Waits until a process has ended. Returns early where the kernel cannot say so: who asks looks.
   *
   * @param isIt whether the process of that number is still the one that is meant
   */
  static void await(long pid, BooleanSupplier isIt) {
    try {
      int file = (int) (long) SYSCALL.invokeExact(PIDFD_OPEN, (int) pid, 0);
      if (file < 0) {
        return;
      }
      try {
        if (isIt.getAsBoolean()) {
          poll(file);
        }
      } finally {
        int _ = (int) CLOSE.invokeExact(file);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("pidfd of " + pid, e);
    }
  }

  /** With a {@code struct pollfd}: the file, the events wanted, those that came. */
  private static void poll(int file) throws Throwable {
    try (var arena = Arena.ofConfined()) {
      MemorySegment wanted = arena.allocate(ValueLayout.JAVA_INT, 2);
      wanted.set(ValueLayout.JAVA_INT, 0, file);
      wanted.set(ValueLayout.JAVA_SHORT, ValueLayout.JAVA_INT.byteSize(), (short) POLLIN);
      int _ = (int) POLL.invokeExact(wanted, 1L, FOR_EVER);
    }
  }
}
