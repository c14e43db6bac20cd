package io.lull.standalone.simulate;

import io.lull.standalone.simulate.Signal.Channel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Hosts and switches that write syslog: RFC 5424 over UDP, octet-counted RFC 5424 over TCP. */
final class SyslogSender implements WireSender {
  private static final int LOCAL4 = 20;

  private final InetAddress address;
  private final int port;
  private final DatagramSocket udp;
  private final Socket tcp;
  private final OutputStream stream;

  SyslogSender(int port) throws IOException {
    this.port = port;
    address = InetAddress.getByName(Endpoints.HOST);
    udp = new DatagramSocket(0, address);
    tcp = new Socket(address, port);
    stream = tcp.getOutputStream();
  }

  @Override
  public void send(Signal signal, long nowMillis) throws IOException {
    int severity = Integer.parseInt(signal.details().getOrDefault("severity", "6"));
    String line =
        "<"
            + (LOCAL4 * 8 + severity)
            + ">1 "
            + Instant.ofEpochMilli(nowMillis)
            + " "
            + signal.resource()
            + " "
            + signal.kind()
            + " 2210 - - "
            + signal.text();
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    if (signal.channel() == Channel.SYSLOG_TCP) {
      stream.write((bytes.length + " ").getBytes(StandardCharsets.US_ASCII));
      stream.write(bytes);
      stream.flush();
    } else {
      udp.send(new DatagramPacket(bytes, bytes.length, address, port));
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
