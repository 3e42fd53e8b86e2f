package io.rootlessctl.render;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.model.DaemonProcess;
import io.rootlessctl.model.OpenApply;
import io.rootlessctl.model.Secrets;
import io.rootlessctl.model.Status;
import java.util.List;
import java.util.Optional;

/** The users' daemons as one JSON object, after schema/status.schema.json; what is not known is null. */
public final class StatusJson {
    private StatusJson() {}

    /** @param open what earlier applies have left unsettled */
    public static String render(List<Status> users, List<OpenApply> open) {
        var document = JsonNodeFactory.instance.objectNode().put("formatVersion", PlanJson.FORMAT_VERSION);
        var array = document.putArray("users");
        users.forEach(status -> array.add(user(status)));
        PlanJson.putOpen(document, open);
        return PlanJson.text(document);
    }

    private static ObjectNode user(Status status) {
        var node = JsonNodeFactory.instance.objectNode().put("user", status.user())
                .put("state", status.state().toString())
                .put("pid", status.pid().orElse(null));
        put(node, "since", status.since());
        put(node, "docker", status.software().docker());
        put(node, "rootlesskit", status.software().rootlessKit());
        put(node, "socket", status.socket());
        put(node, "dockerHost", status.dockerHost());
        put(node, "dataRoot", status.storage().dataRoot());
        put(node, "storageDriver", status.storage().driver());
        put(node, "cgroupDriver", status.cgroupDriver());
        put(node, "networkDriver", status.network().driver());
        put(node, "portDriver", status.network().portDriver());
        node.put("mtu", status.network().mtu().orElse(null));
        status.network().tcp().ifPresent(tcp -> put(node.putObject("tcp").put("listen", tcp.listen()),
                "certificateUntil", tcp.until()));
        put(node, "idMap", status.idMapText());
        putIdMap(node.putArray("uidMap"), status.idMap());
        node.put("containers", status.containers().orElse(null));
        node.put("drift", status.drift().orElse(null));
        PlanJson.addAll(node.putArray("problems"), status.problems().stream().map(Secrets::masked).toList());
        PlanJson.addAll(node.putArray("log"), status.log().stream().map(Secrets::masked).toList());
        putProcesses(node.putArray("processes"), status.processes());
        return node;
    }

    private static void putIdMap(ArrayNode array, List<Status.IdRange> ranges) {
        ranges.forEach(range -> array.addObject().put("inside", range.inside()).put("outside", range.outside())
                .put("count", range.count()));
    }

    private static void putProcesses(ArrayNode array, List<DaemonProcess> processes) {
        for (var process : processes) {
            var namespaces = array.addObject().put("pid", process.pid()).put("parent", process.parent())
                    .put("name", process.name()).putObject("namespaces");
            process.namespaces().forEach(namespaces::put);
        }
    }

    private static void put(ObjectNode node, String name, Optional<?> value) {
        node.put(name, value.map(Object::toString).orElse(null));
    }
}
