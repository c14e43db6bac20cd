package io.lull.standalone.simulate;

import io.lull.schema.Node;
import io.lull.schema.Relation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Builds the simulated estate: an online shop in Frankfurt, logistics in Amsterdam; in each site a
 * leaf-spine fabric, hosts, databases, services on pods, and the business services they carry.
 *
 * <p>About 2,000 CIs; the same seed gives the same estate.
 */
public final class EstateBuilder {
  /** The database the demo's first fault is about, and the server it runs on. */
  public static final String ORDERS_DB = "orders-db";

  public static final String ORDERS_DB_HOST = "DB-PROD-07";

  private static final int SPINES = 4;
  private static final int LEAVES = 16;
  private static final int HOSTS_PER_LEAF = 8;
  private static final int PODS_PER_SERVICE = 24;

  private static final List<String> SHOP_SERVICES =
      List.of(
          "checkout-api",
          "order-processing",
          "payment",
          "cart",
          "order-history",
          "invoicing",
          "fraud-check",
          "gift-cards",
          "promotions",
          "loyalty",
          "order-search",
          "refunds",
          "storefront",
          "catalogue",
          "search",
          "recommendations",
          "pricing",
          "images",
          "reviews",
          "sessions",
          "login",
          "profiles",
          "newsletter",
          "chat",
          "translations",
          "tax",
          "currency",
          "wishlist",
          "stock-levels",
          "banners",
          "analytics-ingest",
          "consent",
          "sitemap",
          "geo-lookup",
          "captcha",
          "feature-flags");

  /** Of the shop's services, those that cannot work without the orders database. */
  private static final List<String> ON_ORDERS_DB =
      List.of(
          "order-processing",
          "order-history",
          "invoicing",
          "refunds",
          "order-search",
          "gift-cards");

  private static final List<String> LOGISTICS_SERVICES =
      List.of(
          "warehouse",
          "picking",
          "packing",
          "shipping",
          "tracking",
          "carriers",
          "returns-api",
          "labels",
          "customs",
          "routing",
          "dock-planning",
          "inventory",
          "forecasting",
          "suppliers",
          "purchase-orders",
          "scanner-gateway",
          "fleet",
          "weights",
          "addresses",
          "notifications",
          "edi",
          "yard",
          "cold-chain",
          "slotting");

  private final Random random;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<Relation> relations = new ArrayList<>();

  private EstateBuilder(long seed) {
    random = new Random(seed);
  }

  /** The estate of a seed. */
  public static Estate build(long seed) {
    EstateBuilder builder = new EstateBuilder(seed);
    builder.site("fra", 1);
    builder.site("ams", 2);
    builder.services("fra", SHOP_SERVICES);
    builder.services("ams", LOGISTICS_SERVICES);
    builder.databases();
    builder.calls();
    builder.business();
    return new Estate(builder.nodes, builder.relations);
  }

  private void site(String site, int number) {
    node(site, "SITE", site, List.of());
    for (int s = 1; s <= SPINES; s++) {
      device(
          site,
          site + "-spine" + s,
          "SWITCH",
          "10." + number + ".0." + s,
          List.of("AS6" + number + "00" + s));
      relate(site + "-spine" + s, site, "PART_OF", Map.of());
    }
    for (int l = 1; l <= LEAVES; l++) {
      String leaf = leaf(site, l);
      device(
          site,
          leaf,
          "SWITCH",
          "10." + number + ".1." + l,
          List.of("AS6" + number + "1" + (l < 10 ? "0" : "") + l));
      relate(leaf, site, "PART_OF", Map.of());
      for (int s = 1; s <= SPINES; s++) {
        Map<String, String> interfaces =
            Map.of("fromInterface", "Ethernet" + (48 + s), "toInterface", "Ethernet" + l);
        relate(leaf, site + "-spine" + s, "CONNECTED_TO", interfaces);
      }
      for (int h = 1; h <= HOSTS_PER_LEAF; h++) {
        host(site, hostName(site, l, h), l, "10." + number + "." + (10 + l) + "." + h);
      }
    }
  }

  private void host(String site, String id, int leaf, String address) {
    device(
        site, id, "HOST", address, List.of(id.toLowerCase(Locale.ROOT) + "." + site + ".example"));
    relate(id, leaf(site, leaf), "DEPENDS_ON", Map.of("link", "uplink"));
  }

  private void services(String site, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      String service = names.get(i);
      node(service, "SERVICE", site, List.of()).setName(words(service));
      for (int p = 0; p < PODS_PER_SERVICE; p++) {
        String pod = service + "-" + podSuffix();
        int place = i * PODS_PER_SERVICE + p;
        String host = hostName(site, 1 + place % (LEAVES - 1), 1 + place / LEAVES % HOSTS_PER_LEAF);
        node(pod, "POD", site, List.of(site + "/" + pod));
        relate(pod, host, "RUNS_ON", Map.of());
        relate(service, pod, "SERVED_BY", Map.of("required", "12"));
      }
    }
  }

  private void databases() {
    host("fra", ORDERS_DB_HOST, LEAVES, "10.1.99.7");
    database("fra", ORDERS_DB, ORDERS_DB_HOST, ON_ORDERS_DB);
    host("fra", "DB-PROD-01", LEAVES, "10.1.99.1");
    database(
        "fra", "catalogue-db", "DB-PROD-01", List.of("catalogue", "search", "pricing", "images"));
    host("fra", "DB-PROD-02", LEAVES, "10.1.99.2");
    database(
        "fra", "accounts-db", "DB-PROD-02", List.of("login", "profiles", "sessions", "consent"));
    host("fra", "DB-PROD-03", LEAVES, "10.1.99.3");
    database("fra", "reviews-db", "DB-PROD-03", List.of("reviews", "wishlist", "newsletter"));
    host("ams", "DB-LOG-01", LEAVES, "10.2.99.1");
    database(
        "ams",
        "warehouse-db",
        "DB-LOG-01",
        List.of("warehouse", "picking", "packing", "inventory"));
    host("ams", "DB-LOG-02", LEAVES, "10.2.99.2");
    database(
        "ams", "shipping-db", "DB-LOG-02", List.of("shipping", "tracking", "carriers", "labels"));
  }

  private void database(String site, String id, String host, List<String> users) {
    node(id, "DATABASE", site, List.of(id + "." + site + ".example"));
    relate(id, host, "RUNS_ON", Map.of());
    users.forEach(user -> relate(user, id, "DEPENDS_ON", Map.of("share", "1.0")));
  }

  private void calls() {
    call("checkout-api", "order-processing", 0.40);
    call("checkout-api", "payment", 0.9);
    call("checkout-api", "cart", 1.0);
    call("checkout-api", "tax", 1.0);
    call("payment", "fraud-check", 0.7);
    call("cart", "pricing", 1.0);
    call("cart", "promotions", 0.3);
    call("newsletter", "loyalty", 0.5);
    call("loyalty", "order-history", 0.6);
    call("chat", "order-history", 0.3);
    call("analytics-ingest", "order-search", 0.2);
    call("storefront", "catalogue", 1.0);
    call("storefront", "recommendations", 0.6);
    call("storefront", "search", 0.5);
    call("recommendations", "reviews", 0.2);
    call("search", "translations", 0.1);
    call("shipping", "addresses", 1.0);
    call("shipping", "routing", 1.0);
    call("tracking", "notifications", 0.5);
    call("warehouse", "slotting", 0.4);
    call("picking", "scanner-gateway", 1.0);
    call("returns-api", "labels", 1.0);
    call("customs", "edi", 1.0);
  }

  private void business() {
    businessService("fra", "Checkout", 0.55, Map.of("checkout-api", 1.0));
    businessService("fra", "Browsing", 0.20, Map.of("storefront", 1.0));
    businessService("fra", "Customer Account", 0.05, Map.of("login", 1.0, "profiles", 0.5));
    businessService("ams", "Delivery", 0.15, Map.of("shipping", 1.0, "tracking", 0.3));
    businessService("ams", "Returns", 0.05, Map.of("returns-api", 1.0));
  }

  private void businessService(
      String site, String id, double revenueShare, Map<String, Double> parts) {
    Node node = node(id, "BUSINESS_SERVICE", site, List.of());
    node.getAttributes().put("revenueShare", Double.toString(revenueShare));
    if (site.equals("ams")) {
      node.getAttributes().put("busyHours", "Mon-Sat 06:00-20:00 Europe/Amsterdam; else 0.1");
    }
    parts.forEach((service, share) -> call(id, service, share));
  }

  private void call(String from, String to, double share) {
    relate(from, to, "DEPENDS_ON", Map.of("share", Double.toString(share)));
  }

  private void device(String site, String id, String type, String address, List<String> names) {
    List<String> aliases = new ArrayList<>(names);
    aliases.add(address);
    node(id, type, site, aliases);
  }

  private Node node(String id, String type, String site, List<String> aliases) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("site", site);
    attributes.put("domain", site);
    Node node = new Node(id, type, id, List.copyOf(aliases), null, attributes);
    if (nodes.put(id, node) != null) {
      throw new IllegalStateException("two CIs are called " + id);
    }
    return node;
  }

  private void relate(String from, String to, String type, Map<String, String> attributes) {
    relations.add(new Relation(from, to, type, attributes));
  }

  /** Such as Order Processing. */
  private static String words(String id) {
    StringBuilder words = new StringBuilder(id.replace('-', ' '));
    for (int i = 0; i < words.length(); i++) {
      if (i == 0 || words.charAt(i - 1) == ' ') {
        words.setCharAt(i, Character.toUpperCase(words.charAt(i)));
      }
    }
    return words.toString();
  }

  private String podSuffix() {
    String letters = "bcdfghjklmnpqrstvwxz2456789";
    StringBuilder suffix = new StringBuilder();
    for (int i = 0; i < 15; i++) {
      suffix.append(i == 9 ? '-' : letters.charAt(random.nextInt(letters.length())));
    }
    return suffix.toString();
  }

  /** Name of a leaf switch, numbered from 1. */
  public static String leaf(String site, int number) {
    return site + "-leaf" + (number < 10 ? "0" : "") + number;
  }

  private static String hostName(String site, int leaf, int number) {
    return site + "-host-" + (leaf < 10 ? "0" : "") + leaf + number;
  }
}
