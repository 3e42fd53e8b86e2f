package io.rootlessctl.manifest;

import io.rootlessctl.manifest.Settings.PortDriver;
import io.rootlessctl.manifest.Settings.Ports;
import io.rootlessctl.manifest.Settings.Privileged;
import io.rootlessctl.manifest.Settings.Publish;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** {@code [ports]}: who may bind low ports, and which ports are kept published. */
final class PortsSection {
    private static final Syntax<Privileged> PRIVILEGED = Syntax.choice(Privileged.class);
    private static final Syntax<Long> START = Syntax.number(0, 65_535, "");

    private PortsSection() {}

    static Ports decode(Table table, Optional<PortDriver> driver) {
        var privileged = table.get("privileged", PRIVILEGED);
        var start = table.get("unprivileged-start", START).map(Long::intValue);
        boolean mistyped = privileged.isEmpty() && table.has("privileged");
        if (start.isPresent() && !mistyped && privileged.filter(choice -> choice == Privileged.SYSCTL).isEmpty()) {
            table.problem("unprivileged-start", "found " + start.get() + " without privileged = \"sysctl\"",
                    "both together or neither");
        }
        var publish = publish(table);
        if (!publish.isEmpty() && driver.filter(choice -> choice == PortDriver.IMPLICIT).isPresent()) {
            table.problem("publish", "found ports to publish with network.port-driver \"implicit\"",
                    "any other port driver, as implicit takes no ports while it runs");
        }
        return new Ports(privileged, start, publish);
    }

    private static List<Publish> publish(Table ports) {
        var published = new LinkedHashMap<String, Publish>();
        for (var table : ports.tables("publish")) {
            var port = table.required("spec", PublishSyntax.SPEC, "spec = \"127.0.0.1:8080:80/tcp\"");
            if (port.isPresent() && published.putIfAbsent(PublishSyntax.bound(port.get()), port.get()) != null) {
                table.problem("spec", "found " + PublishSyntax.bound(port.get()) + " again", "each port once");
            }
        }
        return List.copyOf(published.values());
    }
}
