package io.lull.benchmark.storm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Real networks with customers hung on them: backbones, Topology Zoo and SNDlib as node-link JSON
 * in {@code *.json.tar.gz}. Every node is a site with its router; at some an access switch;
 * customers have a line to a site or to two, and services that use it.
 */
final class RouterWorlds {
  private static final int BLOCK = 512;
  private static final int FEWEST = 8;
  private static final int MOST = 160;

  private RouterWorlds() {}

  /** A graph as read. */
  private record Graph(String name, JsonNode json) {}

  /**
   * Worlds on all graphs of usable size in the folder, by name; empty if it is not there.
   *
   * @param kind prefix of the archive, also the kind of world
   */
  static List<World> read(Path folder, String kind) {
    Path archive = folder.resolve(kind + ".json.tar.gz");
    List<World> worlds = new ArrayList<>();
    if (Files.isReadable(archive)) {
      for (Graph graph : graphs(archive)) {
        int size = graph.json().path("nodes").size();
        if (size >= FEWEST && size <= MOST) {
          worlds.add(build(kind, graph));
        }
      }
    }
    return worlds;
  }

  private static World build(String kind, Graph graph) {
    World world = new World(kind, graph.name(), true);
    Dice dice = new Dice(graph.name().hashCode());
    List<String> sites = new ArrayList<>();
    for (JsonNode node : graph.json().path("nodes")) {
      String id = node.path("id").asText();
      sites.add(id);
      world.node("site-" + id, "SITE").node("r-" + id, "ROUTER");
      world.tie("r-" + id, "PART_OF", "site-" + id);
    }
    JsonNode edges = graph.json().path("edges");
    for (JsonNode edge : edges.isMissingNode() ? graph.json().path("links") : edges) {
      String from = edge.path("source").asText();
      String to = edge.path("target").asText();
      if (!from.equals(to)) {
        world.connect("r-" + from, "r-" + to);
      }
    }
    for (String site : sites) {
      if (dice.chance(0.6)) {
        world.node("sw-" + site, "SWITCH").tie("sw-" + site, "PART_OF", "site-" + site);
        world.connect("sw-" + site, "r-" + site);
      }
    }
    customers(world, sites, dice);
    return world;
  }

  private static void customers(World world, List<String> sites, Dice dice) {
    int number = 0;
    for (String site : sites) {
      for (int i = dice.between(1, 5); i > 0; i--) {
        String customer = Integer.toString(++number);
        String service = "vpn-" + customer;
        world.node(service, "SERVICE");
        line(world, "ce-" + customer, service, site, dice, 1);
        if (dice.chance(0.25)) {
          line(world, "ce-" + customer + "b", service, dice.pick(sites), dice, 0.5);
        }
        world.node("customer-" + customer, "BUSINESS_SERVICE");
        world.depends("customer-" + customer, service, 1);
      }
    }
  }

  private static void line(
      World world, String ce, String service, String site, Dice dice, double share) {
    boolean access = world.nodes().contains("sw-" + site) && dice.chance(0.7);
    world.node(ce, "CPE").connect(ce, (access ? "sw-" : "r-") + site);
    world.depends(service, ce, share);
  }

  /** Regular files of a tar archive: a header of 512 bytes, the content in whole blocks. */
  private static List<Graph> graphs(Path archive) {
    List<Graph> graphs = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
      byte[] header = new byte[BLOCK];
      in.readFully(header);
      while (header[0] != 0) {
        int size = Integer.parseInt(text(header, 124, 12), 8);
        byte[] content = new byte[(size + BLOCK - 1) / BLOCK * BLOCK];
        in.readFully(content);
        String name = text(header, 0, 100);
        if (name.endsWith(".json")) {
          String id = name.substring(name.lastIndexOf('/') + 1, name.length() - ".json".length());
          graphs.add(new Graph(id, json.readTree(content, 0, size)));
        }
        in.readFully(header);
      }
    } catch (EOFException e) {
      throw new UncheckedIOException(archive + " is cut short", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + archive, e);
    }
    return graphs;
  }

  private static String text(byte[] header, int from, int length) {
    String field = new String(header, from, length, StandardCharsets.US_ASCII);
    int end = field.indexOf('\0');
    return (end < 0 ? field : field.substring(0, end)).strip();
  }
}
