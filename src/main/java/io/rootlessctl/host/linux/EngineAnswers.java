package io.rootlessctl.host.linux;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.edit.Json;
import io.rootlessctl.host.Engine;
import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.Engine.Published;
import io.rootlessctl.host.Engine.Use;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The Engine API's JSON, bound by hand: binding to records by reflection costs 75 ms in every run. */
final class EngineAnswers {
    /** Each is one more question, and whoever answers may be hostile. */
    static final int MOST_CONTAINERS = 1000;

    private EngineAnswers() {}

    /**
     * @param info the answer to {@code GET /info}
     * @param running those that run, from {@code GET /containers/ID/json}
     */
    static Engine engine(JsonNode info, List<Container> running) throws MalformedAnswer {
        return new Engine(
                text(info, "/info", "ServerVersion"),
                path(info, "/info", "DockerRootDir"),
                text(info, "/info", "Driver"),
                info.path("CgroupDriver").asText("none"),
                info.path("LoggingDriver").asText(""),
                rootless(info.path("SecurityOptions")),
                info.path("Swarm").path("LocalNodeState").asText("").equals("active"),
                settings(info),
                running);
    }

    /** What {@code /info} tells of daemon.json's keys, by their names there. */
    private static final Map<String, String> TOLD = Map.of(
            "debug", "Debug", "labels", "Labels", "log-driver", "LoggingDriver", "live-restore", "LiveRestoreEnabled",
            "default-runtime", "DefaultRuntime", "data-root", "DockerRootDir", "storage-driver", "Driver");

    private static SortedMap<String, String> settings(JsonNode info) {
        var settings = new TreeMap<String, String>();
        TOLD.forEach((key, field) -> {
            var value = info.path(field);
            if (value.isTextual() || value.isBoolean() || value.isArray()) {
                settings.put(key, Json.compact(value));
            }
        });
        return settings;
    }

    /** The ids in the answer to {@code GET /containers/json}. */
    static List<String> ids(JsonNode list) throws MalformedAnswer {
        if (!list.isArray()) {
            throw new MalformedAnswer("/containers/json: found " + kind(list) + ", expected an array");
        }
        if (list.size() > MOST_CONTAINERS) {
            throw new MalformedAnswer("/containers/json: found " + list.size() + " containers, at most "
                    + MOST_CONTAINERS + " are looked at");
        }
        var ids = new ArrayList<String>();
        for (var container : list) {
            var id = text(container, "/containers/json", "Id");
            if (!id.matches("[0-9a-f]{1,64}")) {
                throw new MalformedAnswer("/containers/json: Id: expected hexadecimal digits");
            }
            ids.add(id);
        }
        return ids;
    }

    /** What is needed of the answer to {@code GET /containers/ID/json}. */
    static Container container(JsonNode inspected) throws MalformedAnswer {
        var name = text(inspected, "/containers", "Name");
        var policy = inspected.path("HostConfig").path("RestartPolicy").path("Name").asText("");
        return new Container(
                name.startsWith("/") ? name.substring(1) : name,
                inspected.path("Config").path("Image").asText(""),
                policy.isEmpty() ? "no" : policy, published(inspected.path("NetworkSettings").path("Ports")), uses(inspected));
    }

    private static Set<Use> uses(JsonNode inspected) {
        var uses = EnumSet.noneOf(Use.class);
        var ports = inspected.path("NetworkSettings").path("Ports");
        if (inspected.path("HostConfig").path("NetworkMode").asText("").equals("host")) {
            uses.add(Use.HOST_NETWORK);
        } else if (!ports.isEmpty() && published(ports).isEmpty()) {
            uses.add(Use.UNPUBLISHED);
        }
        inspected.path("HostConfig").path("ExtraHosts").forEach(line -> {
            if (line.asText("").endsWith(":host-gateway")) {
                uses.add(Use.HOST_GATEWAY);
            }
        });
        return uses;
    }

    /** {@code "80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]}; null in the place of the list where it is only exposed. */
    private static List<Published> published(JsonNode ports) {
        var found = new LinkedHashSet<Published>();
        ports.properties().forEach(entry -> {
            var transport = entry.getKey().substring(entry.getKey().lastIndexOf('/') + 1);
            entry.getValue().forEach(binding -> {
                var port = binding.path("HostPort").asText("");
                if (transport.matches("tcp|udp") && port.matches("[1-9]\\d{0,4}")) {
                    found.add(new Published(transport, Integer.parseInt(port)));
                }
            });
        });
        return List.copyOf(found);
    }

    private static boolean rootless(JsonNode options) {
        for (var option : options) {
            if (List.of(option.asText().split(",")).contains("name=rootless")) {
                return true;
            }
        }
        return false;
    }

    static String text(JsonNode object, String subject, String field) throws MalformedAnswer {
        var value = object.path(field);
        if (!value.isTextual() || value.asText().isEmpty() || value.asText().indexOf('\0') >= 0) {
            throw new MalformedAnswer(subject + ": " + field + ": found " + kind(value) + ", expected text");
        }
        return value.asText();
    }

    /** A lone surrogate is text and no path. */
    static Path path(JsonNode object, String subject, String field) throws MalformedAnswer {
        try {
            return Path.of(text(object, subject, field));
        } catch (InvalidPathException _) {
            throw new MalformedAnswer(subject + ": " + field + ": found text that is no path");
        }
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case MISSING -> "nothing";
            case NULL, BINARY, POJO -> "null";
        };
    }
}
