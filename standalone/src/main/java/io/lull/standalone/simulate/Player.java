package io.lull.standalone.simulate;

import io.lull.standalone.simulate.Signal.Channel;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Plays a story to the gateway at the pace it was told, in real time. */
public final class Player implements AutoCloseable {
  private final Map<Channel, WireSender> senders = new EnumMap<>(Channel.class);

  public Player(Estate estate, Endpoints endpoints) throws IOException {
    WireSender snmp = new SnmpSender(estate, endpoints.snmpPort());
    senders.put(Channel.SNMP_V1, snmp);
    senders.put(Channel.SNMP_V2C, snmp);
    WireSender syslog = new SyslogSender(endpoints.syslogPort());
    senders.put(Channel.SYSLOG_UDP, syslog);
    senders.put(Channel.SYSLOG_TCP, syslog);
    WireSender kafka = new KafkaSender(estate, endpoints.bootstrap());
    senders.put(Channel.KUBERNETES, kafka);
    senders.put(Channel.INFLUX, kafka);
    WireSender http = new HttpSender(endpoints.http());
    for (Channel channel : Channel.values()) {
      senders.putIfAbsent(channel, http);
    }
  }

  /**
   * Plays all signals and returns when the last is sent.
   *
   * @param progress told after each signal how many are sent
   */
  public void play(List<Signal> story, IntConsumer progress)
      throws IOException, InterruptedException {
    long beginNanos = System.nanoTime();
    int sent = 0;
    for (Signal signal : story) {
      long due = TimeUnit.MILLISECONDS.toNanos(signal.offsetMillis());
      TimeUnit.NANOSECONDS.sleep(due - (System.nanoTime() - beginNanos));
      sender(signal).send(signal, System.currentTimeMillis());
      progress.accept(++sent);
    }
  }

  private WireSender sender(Signal signal) {
    WireSender sender = senders.get(signal.channel());
    if (sender == null) {
      throw new IllegalStateException("no sender for " + signal.channel());
    }
    return sender;
  }

  @Override
  public void close() throws IOException {
    for (WireSender sender : new LinkedHashSet<>(senders.values())) {
      sender.close();
    }
  }
}
