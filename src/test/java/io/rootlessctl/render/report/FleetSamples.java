package io.rootlessctl.render.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Files of hosts that are alike but for what differs in any fleet; the same in every run. */
public final class FleetSamples {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path RENDERED = Path.of("src/test/resources/render");

    private FleetSamples() {}

    /** The first user of the rendered example. */
    public static ObjectNode status() throws IOException {
        var document = (ObjectNode) JSON.readTree(Files.readString(RENDERED.resolve("status.json")));
        var users = document.withArray("users");
        while (users.size() > 1) {
            users.remove(1);
        }
        return document;
    }

    public static ObjectNode plan(String name) throws IOException {
        return (ObjectNode) JSON.readTree(Files.readString(RENDERED.resolve(name)));
    }

    static ObjectNode user(ObjectNode status) {
        return (ObjectNode) status.at("/users/0");
    }

    /** web1, web2, ...: every 20th has drifted, every 100th does not answer, some have another version or driver. */
    public static void write(Path directory, int hosts) throws IOException {
        var random = new Random(7);
        for (int number = 1; number <= hosts; number++) {
            boolean drifted = number % 20 == 0;
            var status = status();
            var user = user(status);
            long start = 100_000 + 65_536L * random.nextInt(4);
            user.put("docker", random.nextInt(10) == 0 ? "29.5.1" : "28.5.2").put("drift", drifted ? 10 : 0)
                    .put("storageDriver", random.nextInt(30) == 0 ? "fuse-overlayfs" : "overlay2")
                    .put("networkDriver", number % 50 == 7 ? "pasta" : "slirp4netns").put("mtu", number % 50 == 7 ? 1500 : 65520)
                    .put("containers", random.nextInt(40)).put("idMap", "0 -> 1000 (1), 1 -> " + start + " (65536)");
            ((ObjectNode) user.at("/uidMap/1")).put("outside", start);
            if (number % 100 == 0) {
                user.put("state", "not answering").putNull("docker").putNull("containers");
            }
            put(directory, "web" + number + ".status.json", status);
            put(directory, "web" + number + ".plan.json", plan(drifted ? "plan-mixed.json" : "plan-converged.json"));
        }
    }

    public static void put(Path directory, String name, ObjectNode document) throws IOException {
        Files.writeString(directory.resolve(name), JSON.writeValueAsString(document));
    }

    /** What a page must not run or load, wherever it stands. */
    public static List<String> tricks() {
        return List.of("<script>window.pwned = 1</script>", "\"><img src=x onerror=window.pwned=1>", "'><svg onload=window.pwned=1>",
                "</title></style></script><script>window.pwned = 1</script>", "{{{frame.script}}}{{#hosts}}", "<!-- ",
                "javascript:window.pwned=1", "&lt;b&gt;", "\u001b[31m\u202e\u0000", "a\" onmouseover=\"window.pwned=1");
    }

    /** Every text of the document becomes the trick. */
    public static String poisoned(ObjectNode document, String trick) throws IOException {
        poison(document, trick);
        return JSON.writeValueAsString(document);
    }

    private static void poison(ObjectNode object, String trick) {
        var names = new java.util.ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        for (var name : names) {
            var value = object.get(name);
            if (value.isTextual() && !name.equals("formatVersion") && !name.equals("command")) {
                object.put(name, trick);
            } else if (value.isObject()) {
                poison((ObjectNode) value, trick);
            } else if (value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                    if (value.get(i).isObject()) {
                        poison((ObjectNode) value.get(i), trick);
                    } else if (value.get(i).isTextual()) {
                        object.withArray(name).set(i, trick);
                    }
                }
            }
        }
    }
}
