package dev.cairn.core;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What work takes of the heap: tells copying that grows by the square, on a slow machine too. */
public final class Allocated {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocated() {}

  /** In bytes, of this thread, garbage too. */
  public static long by(Runnable work) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    work.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
