package io.rootlessctl.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.resource.NetworkTable;
import io.rootlessctl.resource.NetworkTable.Drivers;
import io.rootlessctl.resource.NetworkTable.Network;
import io.rootlessctl.resource.NetworkTable.Port;
import java.util.Optional;

/** What {@code explain network} prints as one JSON object, after schema/explain.schema.json; what is not known is null. */
public final class NetworkJson {
    private NetworkJson() {}

    public static String render(NetworkTable table) {
        var document = JsonNodeFactory.instance.objectNode().put("formatVersion", PlanJson.FORMAT_VERSION)
                .put("subject", "network").put("user", table.user());
        put(document, "docker", table.docker());
        put(document, "rootlesskit", table.rootlessKit());
        var networks = document.putArray("networkDrivers");
        table.networks().forEach(row -> network(networks.addObject(), row));
        var ports = document.putArray("portDrivers");
        table.ports().forEach(row -> port(ports.addObject(), row));
        pair(document.putObject("auto"), table.auto()).put("why", table.why());
        table.declared().ifPresentOrElse(
                drivers -> pair(document.putObject("declared"), drivers), () -> document.putNull("declared"));
        put(document, "refusal", table.refusal());
        document.put("cidr", table.cidr().toString());
        PlanJson.addAll(document.putArray("overlaps"), table.overlaps());
        return PlanJson.text(document.put("bypass4netns", table.bypass4netns()));
    }

    private static void network(ObjectNode node, Network row) {
        node.put("driver", row.driver()).put("gbitPerSecond", row.speed()).put("mtu", row.mtu()).put("ipv6", row.ipv6())
                .put("cidr", row.cidr()).put("hostLoopback", row.hostLoopback());
        put(node, "version", row.version());
        put(node.put("available", row.hindrance().isEmpty()), "hindrance", row.hindrance());
    }

    private static void port(ObjectNode node, Port row) {
        node.put("driver", row.driver()).put("gbitPerSecond", row.speed().orElse(null)).put("sourceIp", row.source())
                .put("ipv6", row.ipv6()).put("publishes", row.publishes());
        PlanJson.addAll(node.putArray("networkDrivers"), row.networks());
        put(node.put("available", row.hindrance().isEmpty()), "hindrance", row.hindrance());
    }

    private static ObjectNode pair(ObjectNode node, Drivers drivers) {
        return node.put("networkDriver", drivers.network()).put("portDriver", drivers.port());
    }

    private static void put(ObjectNode node, String name, Optional<?> value) {
        node.put(name, value.map(Object::toString).orElse(null));
    }
}
