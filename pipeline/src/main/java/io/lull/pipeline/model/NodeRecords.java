package io.lull.pipeline.model;

import io.lull.schema.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of nodes, packed: type, domain (0 where none is assigned), id, name, aliases and
 * attributes.
 */
final class NodeRecords {
  private final RecordStore store;
  private final NodeTable nodes;
  private final Dictionary types;
  private final Dictionary keys;
  private final Dictionary domains;
  private final Packer packer = new Packer();
  private final Unpacker reader = new Unpacker();

  NodeRecords(
      RecordStore store, NodeTable nodes, Dictionary types, Dictionary keys, Dictionary domains) {
    this.store = store;
    this.nodes = nodes;
    this.types = types;
    this.keys = keys;
    this.domains = domains;
  }

  /** Sets the node of the index. Returns false if it was just that before. */
  boolean put(int index, Node node) {
    pack(node);
    if (nodes.isPresent(index)) {
      if (store.isSame(nodes.address(index), packer)) {
        reader.position(packer.bytes(), 0, packer.size());
        release(reader);
        return false;
      }
      release(read(index));
    }
    nodes.replace(index, packer);
    return true;
  }

  private void pack(Node node) {
    packer.clear();
    packer.number(types.intern(node.getType()));
    packer.number(node.getDomain() == null ? 0 : domains.intern(node.getDomain()));
    packer.text(node.getId());
    packer.text(node.getName());
    packer.number(node.getAliases().size());
    node.getAliases().forEach(packer::text);
    Attributes.pack(node.getAttributes(), keys, packer);
  }

  /** The node goes: what its record shares with others has a reference less. */
  void release(int index) {
    release(read(index));
  }

  private void release(Unpacker body) {
    types.release(body.number());
    int domain = body.number();
    if (domain != 0) {
      domains.release(domain);
    }
    skipNames(body);
    Attributes.release(body, keys);
  }

  /** Counts the references of a restored record. */
  void retain(int index) {
    Unpacker body = read(index);
    types.retain(body.number());
    int domain = body.number();
    if (domain != 0) {
      domains.retain(domain);
    }
    skipNames(body);
    Attributes.retain(body, keys);
  }

  private static void skipNames(Unpacker body) {
    body.skipText();
    body.skipText();
    for (int rest = body.number(); rest > 0; rest--) {
      body.skipText();
    }
  }

  private Unpacker read(int index) {
    return store.read(nodes.address(index), reader);
  }

  Node node(int index) {
    Unpacker body = read(index);
    String type = types.text(body.number());
    int domain = body.number();
    String id = body.text();
    String name = body.text();
    int number = body.number();
    List<String> aliases = new ArrayList<>(number);
    for (int i = 0; i < number; i++) {
      aliases.add(body.text());
    }
    return new Node(
        id,
        type,
        name,
        aliases,
        domain == 0 ? null : domains.text(domain),
        Attributes.unpack(body, keys));
  }

  String type(int index) {
    return types.text(read(index).number());
  }

  @Nullable String domain(int index) {
    Unpacker body = read(index);
    body.skipNumber();
    int domain = body.number();
    return domain == 0 ? null : domains.text(domain);
  }

  @Nullable String attribute(int index, String key) {
    Unpacker body = read(index);
    body.skipNumber();
    body.skipNumber();
    skipNames(body);
    return Attributes.find(body, keys, key);
  }

  /** Whether the node has the canonical name at the rank. */
  boolean has(int index, int rank, String canonical) {
    Unpacker body = read(index);
    body.skipNumber();
    body.skipNumber();
    String id = body.text();
    if (rank == NameIndex.ID) {
      return isName(id, canonical);
    }
    String name = body.text();
    if (rank == NameIndex.NAME) {
      return isName(name, canonical);
    }
    for (int rest = body.number(); rest > 0; rest--) {
      if (isName(body.text(), canonical)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isName(String name, String canonical) {
    return name.equalsIgnoreCase(canonical) || Names.canonical(name).equals(canonical);
  }
}
