package io.lull.job.replay;

import io.lull.schema.Cause;
import io.lull.schema.Incident;
import io.lull.schema.IncidentState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the result files say of an incident at its last revision.
 *
 * @param mergedInto the incident that took it over; empty where none did
 * @param causes best first
 */
record FinalIncident(
    String id,
    IncidentState state,
    String mergedInto,
    long rawEvents,
    int alarms,
    List<RankedCause> causes) {

  /** A cause and its score. */
  record RankedCause(String resource, double score) {}

  static FinalIncident of(Incident incident) {
    List<RankedCause> causes = new ArrayList<>();
    for (Cause cause : incident.getCauses()) {
      causes.add(new RankedCause(cause.getResource(), cause.getScore()));
    }
    String mergedInto = incident.getMergedInto();
    return new FinalIncident(
        incident.getId(),
        incident.getState(),
        mergedInto == null ? "" : mergedInto,
        incident.getCounts().getRawEvents(),
        incident.getCounts().getAlarms(),
        causes);
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(id);
      out.writeUTF(state.name());
      out.writeUTF(mergedInto);
      out.writeLong(rawEvents);
      out.writeInt(alarms);
      out.writeInt(causes.size());
      for (RankedCause cause : causes) {
        out.writeUTF(cause.resource());
        out.writeDouble(cause.score());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Not from a byte array.
    }
    return bytes.toByteArray();
  }

  static FinalIncident fromBytes(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    String id = in.readUTF();
    IncidentState state = IncidentState.valueOf(in.readUTF());
    String mergedInto = in.readUTF();
    long rawEvents = in.readLong();
    int alarms = in.readInt();
    int size = in.readInt();
    List<RankedCause> causes = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      causes.add(new RankedCause(in.readUTF(), in.readDouble()));
    }
    return new FinalIncident(id, state, mergedInto, rawEvents, alarms, causes);
  }
}
