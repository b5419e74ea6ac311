package dev.cairn.provider.local.instance;

import dev.cairn.core.StageRef;
import java.util.Optional;

/** The network of a stage, on which its containers reach its databases. */
public interface StageNetworks {

  /**
   * A stage's network.
   *
   * @param gateway this machine's address on it, where databases listen
   * @param subnet the addresses of its containers, for example {@code 172.18.0.0/16}
   */
  record Network(String gateway, String subnet) {
    /** The container engine is there, the network not yet. */
    public static final Network UNMADE = new Network("", "");
  }

  /**
   * As {@link #ensure}, without making it: {@link Network#UNMADE} where there is none yet that
   * could be made.
   */
  default Optional<Network> look(StageRef stage) {
    return ensure(stage);
  }

  /** Makes the stage's network be there. Empty where no container engine is. */
  Optional<Network> ensure(StageRef stage);
}
