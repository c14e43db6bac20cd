package io.lull.connector.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.MutablePDU;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.TransportStateReference;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.MutableStateReference;
import org.snmp4j.mp.PduHandle;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.mp.StateReference;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.util.DefaultPDUFactory;

/**
 * Opens SNMPv3 messages: authenticates and decrypts them (RFC 3414), answers the engine discovery
 * that precedes an inform, and gives the PDU back as a v2c message with an empty community.
 *
 * <p>For informs this engine is the authoritative one, and its boot counter must grow with every
 * start or senders refuse its answers. Instead of a counter on disk it is the seconds from 2026 to
 * the start: growing, unless it is started twice in a second, and within range until 2094.
 *
 * <p>Not thread-safe; belongs to the SNMP listener's thread.
 */
final class UsmReceiver {
  private static final Instant BOOTS_EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  /** How datagrams go back: reports, in answer to discovery. */
  interface Sender {
    void send(InetSocketAddress peer, byte[] data) throws IOException;
  }

  enum Kind {
    /** An authentic trap or inform. */
    MESSAGE,
    /** Engine discovery or time synchronisation, answered. */
    DISCOVERY,
    /** Wrong or insufficient credentials. */
    REFUSED,
    /** Not an SNMPv3 message. */
    MALFORMED
  }

  /**
   * @param v2cMessage the PDU as a v2c message; empty but for MESSAGE
   * @param user security name, empty but for MESSAGE
   * @param confirmation what to send back once the message is stored; null for a trap
   * @param reason why it was refused
   */
  record Result(
      Kind kind,
      byte[] v2cMessage,
      String user,
      byte @Nullable [] confirmation,
      @Nullable String reason) {
    static Result of(Kind kind, @Nullable String reason) {
      return new Result(kind, new byte[0], "", null, reason);
    }
  }

  private final MPv3 mp;
  private final MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
  private final ReplyTransport transport;

  /** The least security level a user's messages must have. */
  private final Map<String, Integer> requiredLevel = new HashMap<>();

  UsmReceiver(GatewayOptions.SnmpAccess access, InstantSource clock, Sender sender) {
    SecurityProtocols protocols = UsmProtocols.all();
    String configured = access.engineId();
    byte[] engineId =
        configured == null
            ? MPv3.createLocalEngineID(new OctetString(hostName()))
            : SnmpUser.parseEngineId("SNMP engine id", configured);
    long boots = clock.instant().getEpochSecond() - BOOTS_EPOCH.getEpochSecond();
    CounterSupport counters = new CounterSupport();
    USM usm =
        new USM(
            protocols,
            new OctetString(engineId),
            (int) Math.max(1, Math.min(boots, Integer.MAX_VALUE - 1)),
            counters);
    for (SnmpUser user : access.users()) {
      UsmProtocols.add(usm, user);
      requiredLevel.merge(user.name(), UsmProtocols.level(user), Math::max);
    }
    SecurityModels models = new SecurityModels();
    models.addSecurityModel(usm);
    mp = new MPv3(engineId, new DefaultPDUFactory(), protocols, models, counters);
    transport = new ReplyTransport(sender);
    dispatcher.addMessageProcessingModel(mp);
    dispatcher.addTransportMapping(transport);
  }

  Result receive(InetSocketAddress peer, byte[] data) {
    try {
      return open(peer, data);
    } catch (IOException | RuntimeException e) {
      return Result.of(Kind.MALFORMED, String.valueOf(e));
    }
  }

  private Result open(InetSocketAddress peer, byte[] data) throws IOException {
    UdpAddress address = new UdpAddress(peer.getAddress(), peer.getPort());
    Integer32 securityModel = new Integer32();
    Integer32 securityLevel = new Integer32();
    OctetString securityName = new OctetString();
    MutablePDU pdu = new MutablePDU();
    Integer32 maxResponse = new Integer32(transport.getMaxOutboundMessageSize());
    MutableStateReference<UdpAddress> reference = new MutableStateReference<>();
    StateReference<UdpAddress> state = new StateReference<>();
    state.setTransportMapping(transport);
    state.setAddress(address);
    reference.setStateReference(state);
    int repliesBefore = transport.replies();
    int status =
        mp.prepareDataElements(
            dispatcher,
            address,
            new BERInputStream(ByteBuffer.wrap(data)),
            new TransportStateReference(transport, address, null, null, null, false, null),
            new Integer32(MPv3.ID),
            securityModel,
            securityName,
            securityLevel,
            pdu,
            new PduHandle(),
            maxResponse,
            new StatusInformation(),
            reference);
    if (status != SnmpConstants.SNMP_MP_OK) {
      return failure(status, transport.replies() > repliesBefore, securityName.length() > 0);
    }
    String user = securityName.toString();
    if (securityLevel.getValue() < requiredLevel.getOrDefault(user, Integer.MAX_VALUE)) {
      return Result.of(Kind.REFUSED, "user " + user + " sent below its security level");
    }
    byte[] confirmation = null;
    if (pdu.getPdu().getType() == PDU.INFORM) {
      confirmation =
          confirmation(
              (ScopedPDU) pdu.getPdu(),
              securityModel.getValue(),
              securityName.getValue(),
              securityLevel.getValue(),
              maxResponse.getValue(),
              reference.getStateReference());
    }
    return new Result(Kind.MESSAGE, v2cMessage(pdu.getPdu()), user, confirmation, null);
  }

  /**
   * @param replied a report was sent, so the sender learns this engine's id or time from it
   * @param authentic authentication had passed before it failed
   */
  private static Result failure(int status, boolean replied, boolean authentic) {
    return switch (status) {
      case SnmpConstants.SNMPv3_USM_UNKNOWN_ENGINEID ->
          replied ? Result.of(Kind.DISCOVERY, null) : refused("unknown engine");
      case SnmpConstants.SNMPv3_USM_NOT_IN_TIME_WINDOW ->
          replied ? Result.of(Kind.DISCOVERY, null) : refused("not in the time window");
      case SnmpConstants.SNMP_MP_REPORT_SENT -> Result.of(Kind.DISCOVERY, null);
      case SnmpConstants.SNMPv3_USM_UNKNOWN_SECURITY_NAME -> refused("unknown user");
      case SnmpConstants.SNMPv3_USM_UNSUPPORTED_SECURITY_LEVEL ->
          refused("security level not supported for the user");
      case SnmpConstants.SNMPv3_USM_AUTHENTICATION_ERROR,
          SnmpConstants.SNMPv3_USM_AUTHENTICATION_FAILURE,
          SnmpConstants.SNMPv3_USM_UNSUPPORTED_AUTHPROTOCOL ->
          refused("wrong authentication pass phrase or protocol");
      case SnmpConstants.SNMPv3_USM_DECRYPTION_ERROR,
          SnmpConstants.SNMPv3_USM_UNSUPPORTED_PRIVPROTOCOL ->
          refused("wrong privacy pass phrase or protocol");
      // Decrypted with a wrong key, nothing can be read.
      case SnmpConstants.SNMP_MP_PARSE_ERROR ->
          authentic
              ? refused("wrong privacy pass phrase or protocol")
              : Result.of(Kind.MALFORMED, "not an SNMPv3 message");
      default -> Result.of(Kind.MALFORMED, "SNMPv3 error " + status);
    };
  }

  private static Result refused(String reason) {
    return Result.of(Kind.REFUSED, reason);
  }

  private byte[] confirmation(
      ScopedPDU inform,
      int securityModel,
      byte[] securityName,
      int securityLevel,
      int maxResponse,
      StateReference<UdpAddress> state)
      throws IOException {
    ScopedPDU response = new ScopedPDU(inform);
    response.setType(PDU.RESPONSE);
    response.setErrorStatus(PDU.noError);
    response.setErrorIndex(0);
    BEROutputStream out = new BEROutputStream();
    int status =
        mp.prepareResponseMessage(
            MPv3.ID,
            transport.getMaxInboundMessageSize(),
            securityModel,
            securityName,
            securityLevel,
            response,
            maxResponse,
            state,
            new StatusInformation(),
            out);
    if (status != SnmpConstants.SNMP_MP_OK) {
      throw new IOException("no confirmation could be made, status " + status);
    }
    return out.getBuffer().array();
  }

  private static byte[] v2cMessage(PDU scoped) throws IOException {
    PDU pdu = new PDU(scoped);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    BER.encodeInteger(body, BER.INTEGER, SnmpHeader.V2C);
    BER.encodeString(body, BER.OCTETSTRING, new byte[0]);
    pdu.encodeBER(body);
    ByteArrayOutputStream message = new ByteArrayOutputStream(body.size() + 6);
    BER.encodeHeader(message, BER.SEQUENCE, body.size());
    body.writeTo(message);
    return message.toByteArray();
  }

  private static String hostName() {
    try {
      return "lull@" + InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "lull";
    }
  }
}
