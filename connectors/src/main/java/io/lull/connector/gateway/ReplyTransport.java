package io.lull.connector.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.snmp4j.TransportStateReference;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.AbstractTransportMapping;

/** What SNMP4J sends reports through; receiving is the listener's business. */
final class ReplyTransport extends AbstractTransportMapping<UdpAddress> {
  private final UsmReceiver.Sender sender;
  private int replies;

  ReplyTransport(UsmReceiver.Sender sender) {
    this.sender = sender;
    maxInboundMessageSize = 65_507;
  }

  /** How many datagrams were sent. */
  int replies() {
    return replies;
  }

  @Override
  public Class<UdpAddress> getSupportedAddressClass() {
    return UdpAddress.class;
  }

  @Override
  public void sendMessage(
      UdpAddress address,
      byte[] message,
      @Nullable TransportStateReference state,
      long timeoutMillis,
      int maxRetries)
      throws IOException {
    replies++;
    sender.send(new InetSocketAddress(address.getInetAddress(), address.getPort()), message);
  }

  @Override
  public UdpAddress getListenAddress() {
    return new UdpAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Override
  public void listen() {}

  @Override
  public void close() {}
}
