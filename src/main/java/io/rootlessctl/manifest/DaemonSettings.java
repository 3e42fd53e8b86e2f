package io.rootlessctl.manifest;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** {@code [daemon.settings]}: keys of daemon.json as they are, but for those that have a key of their own here. */
final class DaemonSettings {
    private static final String TLS = "expose.tcp.tls";
    static final Map<String, String> HOMES = Map.of(
            "data-root", "daemon.data-root", "graph", "daemon.data-root", "storage-driver", "storage.driver",
            "hosts", "daemon.socket and expose.tcp.listen", "tls", TLS, "tlsverify", TLS, "tlscacert", TLS,
            "tlscert", TLS, "tlskey", TLS);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private DaemonSettings() {}

    /** Each value as compact JSON text. */
    static SortedMap<String, String> decode(Table table) {
        var settings = new TreeMap<String, String>();
        for (var named : table.all()) {
            var name = named.getKey();
            if (HOMES.containsKey(name)) {
                table.problem(named.getValue(), "as " + HOMES.get(name) + " only");
            } else if (!NAME.matcher(name).matches()) {
                table.problem(name, "found name " + FoundValue.quoted(name), "a key of daemon.json");
            } else {
                table.parse(named.getValue(), JsonSyntax.JSON).ifPresent(json -> settings.put(name, json));
            }
        }
        return settings;
    }
}
