package io.rootlessctl.manifest;

import io.rootlessctl.manifest.Settings.Daemon;
import io.rootlessctl.manifest.Settings.Expose;
import io.rootlessctl.manifest.Settings.Network;
import io.rootlessctl.manifest.Settings.Ports;
import io.rootlessctl.manifest.Settings.Tls;
import io.rootlessctl.model.Destination;
import io.rootlessctl.model.LintId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings as the tables of the file, in its order: what {@link ManifestDecoder} takes apart, put together again.
 * {@code auto} and empty lists are there too, as they are what a user's tables set against a default.
 */
final class EffectiveKeys {
    private EffectiveKeys() {}

    /** All but {@code daemon.settings}. */
    static LinkedHashMap<String, Object> of(Settings settings) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("daemon", daemon(settings.daemon()));
        keys.put("network", network(settings.network()));
        keys.put("storage", table("driver", orAuto(settings.storage().driver())));
        keys.put("id-map", table(
                "size", Optional.of(settings.idMap().size()), "start", orAuto(settings.idMap().start()),
                "change", Optional.of(settings.idMap().change())));
        put(keys, "cgroup", table("controllers", settings.cgroup().controllers()));
        keys.put("ports", ports(settings.ports()));
        keys.put("expose", expose(settings.expose()));
        keys.put("client", table(
                "context", settings.client().context(), "shell", Optional.of(settings.client().shell())));
        put(keys, "limits", table("nofile", settings.limits().nofile(), "nproc", settings.limits().nproc()));
        settings.install().ifPresent(install ->
                keys.put("install", table("from", Optional.of(install.from()), "sha256", install.sha256())));
        keys.put("lint", table("ignore", Optional.of(settings.lint().ignore().stream().map(LintId::toString).toList()),
                "strict", Optional.of(settings.lint().strict())));
        return keys;
    }

    static Map<String, Object> of(HostSettings host) {
        var keys = table("packages", Optional.of(host.packages()), "modules", Optional.of(host.modules()),
                "apparmor", host.apparmor(), "rootful-docker", Optional.of(host.rootfulDocker()));
        put(keys, "sysctl", new LinkedHashMap<>(host.sysctl()));
        return keys;
    }

    private static Map<String, Object> daemon(Daemon daemon) {
        return table("state", Optional.of(daemon.state()), "start", Optional.of(daemon.start()),
                "manager", Optional.of(daemon.manager()), "data-root", Optional.of(daemon.dataRoot()),
                "socket", Optional.of(daemon.socket()), "restart", Optional.of(daemon.restart()),
                "ready-timeout", Optional.of(DurationSyntax.written(daemon.readyTimeout())),
                "probe", Optional.of(daemon.probe().map(Destination::toString).orElse("none")));
    }

    private static Map<String, Object> network(Network network) {
        return table("driver", orAuto(network.driver()), "port-driver", orAuto(network.portDriver()),
                "mtu", network.mtu(), "cidr", network.cidr(), "ipv6", network.ipv6(),
                "source-ip", Optional.of(network.sourceIp()), "host-loopback", network.hostLoopback(),
                "detach-netns", orAuto(network.detachNetns()),
                "ping", network.ping(), "bypass4netns", Optional.of(network.bypass4netns()));
    }

    private static Map<String, Object> ports(Ports ports) {
        var publish = ports.publish().stream().map(port -> Map.of("spec", port.spec())).toList();
        return table("privileged", ports.privileged(), "unprivileged-start", ports.unprivilegedStart(),
                "publish", Optional.of(publish));
    }

    private static Map<String, Object> expose(Expose expose) {
        var tcp = expose.tcp().map(declared ->
                table("listen", Optional.of(declared.listen()), "tls", Optional.of(tls(declared.tls())),
                        "names", Optional.of(declared.names()).filter(names -> !names.isEmpty())));
        return table("tcp", tcp, "ssh", Optional.of(Map.of("enabled", expose.ssh())));
    }

    private static Object tls(Tls tls) {
        return switch (tls) {
            case Tls.Files(PathTemplate ca, PathTemplate cert, PathTemplate key) ->
                    table("ca", Optional.of(ca), "cert", Optional.of(cert), "key", Optional.of(key));
            case Tls.Generate() -> "generate";
            case Tls.Off() -> "off";
        };
    }

    private static Optional<?> orAuto(Optional<?> choice) {
        return choice.isPresent() ? choice : Optional.of("auto");
    }

    /** Names and optional values in turn. */
    private static Map<String, Object> table(Object... pairs) {
        var table = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            var name = (String) pairs[i];
            ((Optional<?>) pairs[i + 1]).ifPresent(value -> table.put(name, plain(value)));
        }
        return table;
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Enum<?> constant -> Settings.spelled(constant);
            case PathTemplate path -> path.text();
            case List<?> values -> values.stream().map(EffectiveKeys::plain).toList();
            default -> value;
        };
    }

    private static void put(Map<String, Object> keys, String name, Map<String, ?> table) {
        if (!table.isEmpty()) {
            keys.put(name, table);
        }
    }
}
