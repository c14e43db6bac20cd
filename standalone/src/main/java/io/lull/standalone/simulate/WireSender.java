package io.lull.standalone.simulate;

import java.io.IOException;

/** Says signals in the wire formats of its channels. One thread. */
interface WireSender extends AutoCloseable {

  /**
   * Sends one signal.
   *
   * @param nowMillis the time the signal is stamped with, where its format has one
   */
  void send(Signal signal, long nowMillis) throws IOException;

  @Override
  void close() throws IOException;
}
