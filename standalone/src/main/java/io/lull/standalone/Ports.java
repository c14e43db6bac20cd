package io.lull.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on loopback. */
final class Ports {
  private Ports() {}

  /** The port of {@code host:port}; a free one for port 0. */
  static int of(String address) throws IOException {
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    return port == 0 ? free() : port;
  }

  /** A port that was free a moment ago. */
  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Checks before anything starts that a port can be had.
   *
   * @param option the option that names the port, for the message
   */
  static void requireFree(int port, String option) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
    } catch (IOException e) {
      throw new IOException(
          "port " + port + " is taken; set " + option + " to another, or to 0 for a free one", e);
    }
  }
}
