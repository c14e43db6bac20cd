package io.lull.pipeline.model;

import io.lull.schema.Relation;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Relations by index, from 1: their ends, type and record, and the relations at each end sorted by
 * relation id. Ids are not kept; they are compared by their parts, in the order of Unicode.
 */
final class RelationTable {
  /** There was just that before. */
  static final int SAME = 0;

  /** There was another of that id. */
  static final int CHANGED = -1;

  private static final byte SEPARATOR = '|';

  /** Beside the code of the type. */
  private static final int HAS_ATTRIBUTES = 1;

  private static final int HAS_INTERFACES = 2;
  private static final int FLAGS = 2;

  /** Stands for a relation that is looked for. */
  private static final int PROBE = 0;

  private static final byte[] NOTHING = {};

  final LinkTree outgoing = new LinkTree(this::compare);
  final LinkTree incoming = new LinkTree(this::compare);
  private final RecordStore store;
  private final NodeTable nodes;
  private final Dictionary types;
  private final Dictionary keys;
  private final int kind;
  private final Packer packer = new Packer();
  private final Packer packerOfIds = new Packer();
  private final Unpacker reader = new Unpacker();
  private final IntStack free = new IntStack();
  private int[] from = new int[16];
  private int[] to = new int[16];
  private int[] type = new int[16];
  private int[] address = new int[16];
  private byte[] probeInterfaces = NOTHING;
  private int next = 1;
  private int size;

  RelationTable(RecordStore store, int kind, NodeTable nodes, Dictionary types, Dictionary keys) {
    this.store = store;
    this.kind = kind;
    this.nodes = nodes;
    this.types = types;
    this.keys = keys;
  }

  /** Number of relations, dangling ones included. */
  int size() {
    return size;
  }

  int from(int relation) {
    return from[relation];
  }

  int to(int relation) {
    return to[relation];
  }

  int type(int relation) {
    return type[relation] >>> FLAGS;
  }

  /** Whether both ends are known. */
  boolean isComplete(int relation) {
    return nodes.isPresent(from[relation]) && nodes.isPresent(to[relation]);
  }

  /** Makes room for nodes below the limit. */
  void nodesBelow(int limit) {
    outgoing.nodesUpTo(limit);
    incoming.nodesUpTo(limit);
  }

  /**
   * Sets a relation, whole.
   *
   * @return the relation if it is new, else {@link #SAME} or {@link #CHANGED}
   */
  int put(int fromNode, int toNode, Relation relation) {
    int typed = types.intern(relation.getType()) << FLAGS | flags(relation);
    probe(fromNode, toNode, typed, relation);
    pack(fromNode, toNode, typed >>> FLAGS, relation.getAttributes());
    int known = outgoing.find(fromNode, PROBE);
    if (known == 0) {
      int added = free.isEmpty() ? next++ : free.pop();
      int at = store.append(kind, added, packer.bytes(), 0, packer.size());
      enter(added, fromNode, toNode, typed, at);
      return added;
    }
    if (store.isSame(address[known], packer)) {
      releaseCodes(packedReader());
      return SAME;
    }
    releaseCodes(store.read(address[known], reader));
    store.free(address[known]);
    address[known] = store.append(kind, known, packer.bytes(), 0, packer.size());
    type[known] = typed;
    return CHANGED;
  }

  private static int flags(Relation relation) {
    return (relation.getAttributes().isEmpty() ? 0 : HAS_ATTRIBUTES)
        | (RelationIds.hasInterfaces(relation) ? HAS_INTERFACES : 0);
  }

  private void probe(int fromNode, int toNode, int typed, Relation relation) {
    from[PROBE] = fromNode;
    to[PROBE] = toNode;
    type[PROBE] = typed;
    probeInterfaces = NOTHING;
    if ((typed & HAS_INTERFACES) != 0) {
      packer.clear();
      packer.bare(relation.getAttributes().getOrDefault("fromInterface", ""));
      packer.raw(SEPARATOR);
      packer.bare(relation.getAttributes().getOrDefault("toInterface", ""));
      probeInterfaces = packer.copy();
    }
  }

  private void pack(int fromNode, int toNode, int typeCode, Map<String, String> attributes) {
    packer.clear();
    packer.number(fromNode);
    packer.number(toNode);
    packer.number(typeCode);
    Attributes.pack(attributes, keys, packer);
  }

  private Unpacker packedReader() {
    reader.position(packer.bytes(), 0, packer.size());
    return reader;
  }

  private void releaseCodes(Unpacker body) {
    body.skipNumber();
    body.skipNumber();
    types.release(body.number());
    Attributes.release(body, keys);
  }

  private void enter(int relation, int fromNode, int toNode, int typed, int at) {
    from = IntStack.grown(from, relation);
    to = IntStack.grown(to, relation);
    type = IntStack.grown(type, relation);
    address = IntStack.grown(address, relation);
    outgoing.relationsUpTo(relation);
    incoming.relationsUpTo(relation);
    from[relation] = fromNode;
    to[relation] = toNode;
    type[relation] = typed;
    address[relation] = at;
    outgoing.insert(fromNode, relation);
    incoming.insert(toNode, relation);
    size++;
    if (isComplete(relation)) {
      outgoing.addComplete(fromNode, 1);
      incoming.addComplete(toNode, 1);
    }
  }

  /** Removes a relation from the trees of its ends, or of the other end than the one given. */
  void remove(int relation, int exceptNode) {
    int complete = isComplete(relation) ? 1 : 0;
    if (from[relation] != exceptNode) {
      outgoing.remove(from[relation], relation);
      outgoing.addComplete(from[relation], -complete);
    }
    if (to[relation] != exceptNode) {
      incoming.remove(to[relation], relation);
      incoming.addComplete(to[relation], -complete);
    }
    releaseCodes(store.read(address[relation], reader));
    store.free(address[relation]);
    address[relation] = 0;
    free.push(relation);
    size--;
  }

  /** The node appears: relations that waited for it become complete. Returns their number. */
  int complete(int node) {
    return addComplete(node, 1);
  }

  /** The node, still there, is about to go: its relations wait for it. Returns their number. */
  int dangle(int node) {
    return -addComplete(node, -1);
  }

  private int addComplete(int node, int one) {
    int before = outgoing.complete(node) + incoming.complete(node);
    int[] selfs = new int[1];
    outgoing.forEach(
        node,
        relation -> {
          if (nodes.isPresent(to[relation])) {
            outgoing.addComplete(node, one);
            incoming.addComplete(to[relation], one);
            selfs[0] += to[relation] == node ? one : 0;
          }
          return true;
        });
    incoming.forEach(
        node,
        relation -> {
          if (from[relation] != node && nodes.isPresent(from[relation])) {
            incoming.addComplete(node, one);
            outgoing.addComplete(from[relation], one);
          }
          return true;
        });
    return outgoing.complete(node) + incoming.complete(node) - before - selfs[0];
  }

  /** Relations at either end of the node, each once. */
  IntStack at(int node) {
    IntStack found = new IntStack();
    outgoing.forEach(node, found::pushed);
    incoming.forEach(node, relation -> from[relation] == node || found.pushed(relation));
    return found;
  }

  /** Forgets a node whose relations were removed but for its own trees. */
  void forgetNode(int node) {
    outgoing.clear(node);
    incoming.clear(node);
  }

  boolean touches(int node) {
    return !outgoing.isEmpty(node) || !incoming.isEmpty(node);
  }

  private int compare(int a, int b) {
    if (a == b) {
      return 0;
    }
    int compared = compareFast(a, b);
    return compared != 0 ? compared : compareWhole(a, b);
  }

  /** By the first part in which they differ; 0 if that cannot tell. */
  private int compareFast(int a, int b) {
    if (from[a] != from[b]) {
      return nodes.compareParts(from[a], from[b], SEPARATOR);
    }
    int typeA = type(a);
    int typeB = type(b);
    if (typeA != typeB) {
      byte[] nameA = types.utf8(typeA);
      byte[] nameB = types.utf8(typeB);
      return NodeTable.compareParts(nameA, 0, nameA.length, nameB, 0, nameB.length, SEPARATOR);
    }
    if (to[a] == to[b]) {
      return Arrays.compareUnsigned(interfaces(a), interfaces(b));
    }
    if (((type[a] ^ type[b]) & HAS_INTERFACES) != 0) {
      return 0;
    }
    // What follows the end is nothing, or a separator.
    return nodes.compareParts(to[a], to[b], (type[a] & HAS_INTERFACES) == 0 ? 0 : SEPARATOR);
  }

  /**
   * By the whole id; different relations of one id (which reconciliation refuses) by their parts.
   */
  private int compareWhole(int a, int b) {
    int compared = Arrays.compareUnsigned(id(a), id(b));
    if (compared == 0 && from[a] != from[b]) {
      compared = nodes.id(from[a]).compareTo(nodes.id(from[b]));
    }
    if (compared == 0 && type(a) != type(b)) {
      compared = types.text(type(a)).compareTo(types.text(type(b)));
    }
    return compared;
  }

  /** The relation's id in UTF-8. */
  private byte[] id(int relation) {
    byte[] interfaces = interfaces(relation);
    packerOfIds.clear();
    nodes.idInto(from[relation], packerOfIds);
    packerOfIds.raw(SEPARATOR);
    byte[] name = types.utf8(type(relation));
    packerOfIds.raw(name, 0, name.length);
    packerOfIds.raw(SEPARATOR);
    nodes.idInto(to[relation], packerOfIds);
    if (interfaces.length > 0) {
      packerOfIds.raw(SEPARATOR);
      packerOfIds.raw(interfaces, 0, interfaces.length);
    }
    return packerOfIds.copy();
  }

  /** Both interfaces, where the id has them; else nothing. */
  private byte[] interfaces(int relation) {
    if ((type[relation] & HAS_INTERFACES) == 0) {
      return NOTHING;
    }
    if (relation == PROBE) {
      return probeInterfaces;
    }
    packerOfIds.clear();
    packerOfIds.bare(attributeOr(relation, "fromInterface"));
    packerOfIds.raw(SEPARATOR);
    packerOfIds.bare(attributeOr(relation, "toInterface"));
    return packerOfIds.copy();
  }

  private String attributeOr(int relation, String key) {
    String value = attribute(relation, key);
    return value == null ? "" : value;
  }

  /** Relations from the node of exactly the id, or of an id that begins with it and goes on. */
  IntStack withId(int node, byte[] id, boolean andLonger) {
    IntStack found = new IntStack();
    outgoing.forEachAt(node, relation -> Arrays.compareUnsigned(id(relation), id), found::pushed);
    if (andLonger) {
      byte[] start = Arrays.copyOf(id, id.length + 1);
      start[id.length] = SEPARATOR;
      outgoing.forEachAt(node, relation -> placeOfStart(id(relation), start), found::pushed);
    }
    return found;
  }

  private static int placeOfStart(byte[] id, byte[] start) {
    int compared = Arrays.compareUnsigned(id, start);
    return compared > 0 && Arrays.mismatch(id, start) == start.length ? 0 : compared;
  }

  @Nullable String attribute(int relation, String key) {
    return (type[relation] & HAS_ATTRIBUTES) == 0
        ? null
        : Attributes.find(attributesAt(address[relation]), keys, key);
  }

  private Unpacker attributesAt(int at) {
    store.read(at, reader);
    reader.skipNumber();
    reader.skipNumber();
    reader.skipNumber();
    return reader;
  }

  Relation relation(int relation) {
    Map<String, String> attributes =
        (type[relation] & HAS_ATTRIBUTES) == 0
            ? new TreeMap<>()
            : Attributes.unpack(attributesAt(address[relation]), keys);
    return new Relation(
        nodes.id(from[relation]), nodes.id(to[relation]), types.text(type(relation)), attributes);
  }

  void moved(int relation, int at) {
    address[relation] = at;
  }

  /** A record of a snapshot. */
  void restore(int relation, int at) {
    address = IntStack.grown(address, relation);
    address[relation] = at;
    next = Math.max(next, relation + 1);
  }

  /** After all records were restored, and nodes and texts are known. */
  void restored() {
    nodesBelow(nodes.limit());
    for (int relation = next - 1; relation > 0; relation--) {
      if (address[relation] == 0) {
        free.push(relation);
        continue;
      }
      Unpacker body = store.read(address[relation], reader);
      int fromNode = body.number();
      int toNode = body.number();
      int typeCode = body.number();
      types.retain(typeCode);
      int flags = Attributes.retain(body, keys) ? HAS_ATTRIBUTES : 0;
      if (flags != 0 && hasInterfaces(address[relation])) {
        flags |= HAS_INTERFACES;
      }
      enter(relation, fromNode, toNode, typeCode << FLAGS | flags, address[relation]);
    }
  }

  /** Number of relations whose both ends are known, counted. */
  int countComplete() {
    int complete = 0;
    for (int relation = 1; relation < next; relation++) {
      complete += address[relation] != 0 && isComplete(relation) ? 1 : 0;
    }
    return complete;
  }

  private boolean hasInterfaces(int at) {
    return RelationIds.areInterfaces(
        Attributes.find(attributesAt(at), keys, "fromInterface"),
        Attributes.find(attributesAt(at), keys, "toInterface"));
  }
}
