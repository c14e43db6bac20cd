package io.lull.pipeline.ordered;

import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.OutputTag;

/**
 * Writes down what it is given: each element with the number of its key's elements so far and the
 * broadcast rules in force. A text {@code timer:T} registers a timer, {@code -timer:T} deletes one.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
class TestingJournal extends OrderedBroadcastFunction<String, Ticket, Ticket, String> {
  private static final long serialVersionUID = 1L;
  static final OutputTag<String> SIDE = new OutputTag<>("side", Types.STRING);

  private transient Context context;
  private transient ValueState<Long> count;
  private transient SortedMap<String, String> rules;

  @Override
  public void open(Context context) {
    this.context = context;
    count = context.runtime().getState(new ValueStateDescriptor<>("count", Types.LONG));
    rules = new TreeMap<>();
  }

  @Override
  public void take(String key, Ticket ticket, long timestamp, Output<String> out) throws Exception {
    Long before = count.value();
    long now = before == null ? 1 : before + 1;
    count.update(now);
    String text = ticket.text();
    if (text.startsWith("timer:")) {
      context.registerTimer(Long.parseLong(text.substring(6)));
    } else if (text.startsWith("-timer:")) {
      context.deleteTimer(Long.parseLong(text.substring(7)));
    } else if (text.equals("side")) {
      out.collect(SIDE, key + "@" + timestamp);
    } else if (text.equals("forget")) {
      count.clear();
    }
    out.collect(key + "#" + now + " " + text + "@" + timestamp + " " + rules);
  }

  @Override
  public void onTimer(String key, long time, Output<String> out) {
    out.collect(key + " fired@" + time + (context.draining() ? " draining" : "") + " " + rules);
  }

  @Override
  public int compare(Ticket a, Ticket b) {
    return Comparator.comparing(Ticket::text).compare(a, b);
  }

  @Override
  public void applyBroadcast(Ticket rule, long timestamp) {
    if (rule.text().equals("bad")) {
      throw new IllegalArgumentException("bad rule");
    }
    if (broadcastDeletes(rule)) {
      rules.remove(rule.key());
    } else {
      rules.put(rule.key(), rule.text());
    }
  }

  @Override
  public String broadcastId(Ticket rule) {
    if (rule.key().isEmpty()) {
      throw new IllegalArgumentException("no id");
    }
    return rule.key();
  }

  @Override
  public boolean broadcastDeletes(Ticket rule) {
    return rule.text().equals("-");
  }

  @Override
  public int compareBroadcast(Ticket a, Ticket b) {
    return Comparator.comparing(Ticket::key).thenComparing(Ticket::text).compare(a, b);
  }
}
