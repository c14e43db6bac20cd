package io.lull.pipeline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lull.schema.Event;
import io.lull.schema.EventStatus;
import io.lull.schema.Severity;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

class EventPackerProperties {
  /** One for all events, so that what it remembers is put to the test. */
  private final EventPacker packer = new EventPacker();

  @Provide
  Arbitrary<Event> events() {
    Arbitrary<String> text =
        Arbitraries.oneOf(
            Arbitraries.of("", "LINK_DOWN", "ü", "\uD83D\uDD25", "x".repeat(64), "x".repeat(65)),
            Arbitraries.strings().ascii().ofMaxLength(200));
    Arbitrary<Map<String, String>> attributes =
        Arbitraries.maps(text, text).ofMinSize(0).ofMaxSize(40);
    Arbitrary<Event> plain =
        Combinators.combine(
                text,
                Arbitraries.longs(),
                text,
                text,
                text,
                Arbitraries.of(EventStatus.values()),
                Arbitraries.of(Severity.values()).injectNull(0.2),
                attributes)
            .as(
                (id, time, resource, type, message, status, severity, said) ->
                    Event.newBuilder()
                        .setId(id)
                        .setTimeMillis(time)
                        .setObservedMillis(~time)
                        .setResource(resource)
                        .setType(type)
                        .setMessage(message)
                        .setStatus(status)
                        .setSeverity(severity)
                        .setSource("syslog")
                        .setAttributes(said)
                        .build());
    return Combinators.combine(
            plain, text.injectNull(0.5), text.injectNull(0.5), text.injectNull(0.5), text, text)
        .as(
            (event, reported, peer, rule, domain, qualifier) -> {
              Event full = Events.copy(event);
              full.setReportedResource(reported);
              full.setPeer(peer);
              full.setClassifiedBy(rule);
              full.setDomain(domain);
              full.setQualifier(qualifier);
              full.setResolved(domain.length() % 2 == 1);
              return full;
            });
  }

  @Property
  void anEventComesOutAsItWentIn(@ForAll("events") Event event) throws Exception {
    PackedEvent packed = packer.pack(event);
    assertThat(packer.unpack(packed)).isEqualTo(event);
    PackedEvent elsewhere = packed.copyTo(new byte[packed.length() + 7], 5);
    assertThat(elsewhere).isEqualTo(packed).hasSameHashCodeAs(packed);
    assertThat(packer.unpack(elsewhere)).isEqualTo(event);

    TypeSerializer<PackedEvent> serializer =
        new RecordTypeInfo<>(PackedEvent.class, PackedEvent.serializer())
            .createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer.serialize(packed, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(serializer.deserialize(in)).isEqualTo(packed);
    assertThat(in.available()).as("all is read").isZero();
  }

  @Property
  void attributesAreFoundAsInAnyMap(@ForAll("events") Event event) {
    Map<String, String> attributes = packer.unpack(packer.pack(event)).getAttributes();
    event.getAttributes().forEach((key, value) -> assertThat(attributes).containsEntry(key, value));
    assertThat(attributes.get("never said")).isNull();
    assertThat(attributes).isEqualTo(event.getAttributes());
  }

  @Example
  void aLayoutOfTheFutureIsRefused() {
    assertThatThrownBy(() -> packer.unpack(new PackedEvent(new byte[] {2, 0, 0}, 0, 3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("layout 2");
  }
}
