package io.rootlessctl.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Answers of RootlessKit's API as its own command prints them, to the byte. A member that the API leaves out counts as
 * its type's zero; one that the command does not know is not shown.
 */
public final class RootlessKitText {
    private static final List<String> HEADING =
            List.of("ID", "PROTO", "PARENTIP", "PARENTPORT", "CHILDIP", "CHILDPORT");
    private static final int PADDING = 4;
    private static final String INDENT = "    ";

    private RootlessKitText() {}

    /** Each cell is as wide as the widest of its column and four blanks more, also the last one. */
    public static String table(JsonNode ports) {
        var rows = new ArrayList<List<String>>(List.of(HEADING));
        ports.forEach(port -> rows.add(row(port)));
        var widest = IntStream.range(0, HEADING.size())
                .map(column -> rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0)).toArray();
        var text = new StringBuilder();
        for (var row : rows) {
            for (int column = 0; column < row.size(); column++) {
                text.append(row.get(column)).append(" ".repeat(widest[column] + PADDING - length(row.get(column))));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** Whoever owns the socket may answer anything, also what a terminal would obey. */
    private static String shown(JsonNode text) {
        return Shown.line(text.asText(""));
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static List<String> row(JsonNode port) {
        var spec = port.path("spec");
        return List.of(
                id(port), shown(spec.path("proto")), shown(spec.path("parentIP")),
                Long.toString(spec.path("parentPort").asLong()), shown(spec.path("childIP")),
                Long.toString(spec.path("childPort").asLong()));
    }

    public static String id(JsonNode port) {
        return Long.toString(port.path("id").asLong());
    }

    /** One object in one line. */
    public static String port(JsonNode port) {
        var spec = port.path("spec");
        var members = Stream.of("proto", "parentIP", "parentPort", "childPort", "childIP")
                .filter(name -> !zero(spec.path(name)))
                .map(name -> "\"" + name + "\":" + GoText.json(spec.path(name))).collect(Collectors.joining(","));
        return "{\"id\":" + id(port) + ",\"spec\":{" + members + "}}";
    }

    private static boolean zero(JsonNode value) {
        return value.isMissingNode() || value.isNull() || value.isTextual() && value.textValue().isEmpty()
                || value.isNumber() && value.asLong() == 0 || value.isBoolean() && !value.booleanValue()
                || value.isArray() && value.isEmpty();
    }

    /** What {@code GET /v1/info} says, for people. */
    public static String about(JsonNode answer) {
        var lines = new ArrayList<>(List.of(
                "- REST API version: " + shown(answer.path("apiVersion")),
                "- Implementation version: " + shown(answer.path("version")),
                "- State Directory: " + shown(answer.path("stateDir")),
                "- Child PID: " + answer.path("childPID").asLong()));
        var network = answer.path("networkDriver");
        if (network.isObject()) {
            lines.add("- Network Driver: " + shown(network.path("driver")));
            lines.add("  - DNS: " + list(network.path("dns")));
            if (!zero(network.path("childIP"))) {
                lines.add("  - IP: " + shown(network.path("childIP")));
            }
        }
        var port = answer.path("portDriver");
        if (port.isObject()) {
            lines.add("- Port Driver: " + shown(port.path("driver")));
            lines.add("  - Supported protocols: " + list(port.path("protos")));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String list(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false).map(RootlessKitText::shown)
                .collect(Collectors.joining(" ", "[", "]"));
    }

    /** The same as JSON, each level indented by four blanks. */
    public static String aboutAsJson(JsonNode answer) {
        var members = new ArrayList<>(List.of(
                member(answer, "apiVersion", JsonNodeFactory.instance.textNode("")),
                member(answer, "version", JsonNodeFactory.instance.textNode("")),
                member(answer, "stateDir", JsonNodeFactory.instance.textNode("")),
                member(answer, "childPID", JsonNodeFactory.instance.numberNode(0))));
        driver(answer.path("networkDriver"), "networkDriver", List.of("dns", "childIP", "dynamicChildIP"), members);
        driver(answer.path("portDriver"), "portDriver", List.of("protos", "disallowLoopbackChildIP"), members);
        return object(members, "") + "\n";
    }

    private static String member(JsonNode object, String name, JsonNode otherwise) {
        return "\"" + name + "\": " + GoText.json(object.has(name) ? object.path(name) : otherwise);
    }

    /** @param names the members that are left out when they have nothing to say */
    private static void driver(JsonNode driver, String name, List<String> names, List<String> members) {
        if (driver.isObject()) {
            var inner = new ArrayList<>(List.of(member(driver, "driver", JsonNodeFactory.instance.textNode(""))));
            names.stream().filter(member -> !zero(driver.path(member))).forEach(member -> inner.add(
                    "\"" + member + "\": " + (driver.path(member).isArray()
                            ? array(driver.path(member)) : GoText.json(driver.path(member)))));
            members.add("\"" + name + "\": " + object(inner, INDENT));
        }
    }

    private static String array(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false).map(value -> INDENT.repeat(3) + GoText.json(value))
                .collect(Collectors.joining(",\n", "[\n", "\n" + INDENT.repeat(2) + "]"));
    }

    private static String object(List<String> members, String indent) {
        return members.stream().map(member -> indent + INDENT + member)
                .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
    }
}
