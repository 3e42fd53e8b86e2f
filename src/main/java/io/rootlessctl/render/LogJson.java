package io.rootlessctl.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rootlessctl.edit.Json;
import io.rootlessctl.host.LogEntry;

/** One line of a daemon's log as a JSON object on one line, after schema/logs.schema.json. */
public final class LogJson {
    private LogJson() {}

    public static String line(LogEntry entry) {
        var node = JsonNodeFactory.instance.objectNode().put("formatVersion", PlanJson.FORMAT_VERSION);
        entry.time().ifPresent(time -> node.put("time", time.toString()));
        entry.priority().ifPresent(priority -> node.put("priority", priority));
        return Json.compact(node.put("message", entry.message()));
    }
}
