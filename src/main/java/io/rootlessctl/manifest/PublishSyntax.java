package io.rootlessctl.manifest;

import io.rootlessctl.model.PortSpec;
import java.util.Optional;
import java.util.Set;

/**
 * A forwarded port as RootlessKit takes it, {@code PARENTIP:PARENTPORT[:CHILDIP]:CHILDPORT/PROTO}:
 * {@code 127.0.0.1:8080:80/tcp}, {@code [::1]:8080:[fd00::2]:80/udp6}.
 */
final class PublishSyntax {
    static final Syntax<Settings.Publish> SPEC = PublishSyntax::parse;

    private static final Set<String> PROTOCOLS = Set.of("tcp", "tcp4", "tcp6", "udp", "udp4", "udp6");
    private static final String ALLOWED =
            "PARENTIP:PARENTPORT[:CHILDIP]:CHILDPORT/PROTO with tcp or udp, like \"127.0.0.1:8080:80/tcp\"";

    private PublishSyntax() {}

    /** What can be bound once only: {@code 127.0.0.1:8080/tcp}. */
    static String bound(Settings.Publish port) {
        return PortSpec.parse(port.spec()).bound();
    }

    private static Syntax.Parsed<Settings.Publish> parse(Object value) {
        if (!(value instanceof String text) || text.indexOf('/') < 0) {
            return Syntax.refused(ALLOWED);
        }
        var protocol = text.substring(text.lastIndexOf('/') + 1);
        if (protocol.startsWith("sctp")) {
            return Syntax.refused("tcp or udp, as no port driver of RootlessKit carries SCTP");
        }
        var route = text.substring(0, text.lastIndexOf('/'));
        if (!PROTOCOLS.contains(protocol) || !isRoute(route)) {
            return Syntax.refused(ALLOWED);
        }
        boolean six = text.startsWith("[");
        return protocol.endsWith(six ? "4" : "6")
                ? Syntax.refused(protocol.substring(0, 3) + (six ? "6" : "4") + " with that address, or " + protocol.substring(0, 3))
                : Syntax.value(new Settings.Publish(text));
    }

    /** {@code PARENTIP:PARENTPORT[:CHILDIP]:CHILDPORT}, read from the right, as addresses may hold colons. */
    private static boolean isRoute(String text) {
        return beforePort(text)
                .filter(rest -> isListen(rest) || rest.indexOf(':') > 0 && childAddress(rest))
                .isPresent();
    }

    private static boolean childAddress(String rest) {
        int split = rest.endsWith("]") ? rest.lastIndexOf(":[") : rest.lastIndexOf(':');
        return split > 0 && isListen(rest.substring(split + 1) + ":1") && isListen(rest.substring(0, split));
    }

    private static Optional<String> beforePort(String text) {
        int colon = text.lastIndexOf(':');
        return colon > 0 && IpAddress.port(text.substring(colon + 1)).isPresent()
                ? Optional.of(text.substring(0, colon)) : Optional.empty();
    }

    private static boolean isListen(String text) {
        return AddressSyntax.LISTEN.parse(text).value().isPresent();
    }
}
