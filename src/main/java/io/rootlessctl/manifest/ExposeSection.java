package io.rootlessctl.manifest;

import io.rootlessctl.manifest.Settings.Expose;
import io.rootlessctl.manifest.Settings.Tcp;
import io.rootlessctl.manifest.Settings.Tls;
import java.util.List;
import java.util.Optional;

/** {@code [expose]}: ways to the API besides the Unix socket. */
final class ExposeSection {
    private static final String FILES = "{ ca = \"...\", cert = \"...\", key = \"...\" }";
    private static final String TLS_ALLOWED =
            "tls = " + FILES + ", tls = \"generate\", or tls = \"off\" with a loopback address";
    private static final Syntax<Tls> TLS_WORD =
            Syntax.text("generate, off, or a table " + FILES, ExposeSection::tlsWord);

    private static final Syntax<String> NAME = Syntax.text(
            "host names and IP addresses, like \"docker.example.org\" or \"192.0.2.7\"",
            text -> Optional.of(text).filter(name -> IpAddress.isLiteral(name) || HostName.isPattern(name)));

    private ExposeSection() {}

    static Expose decode(Table table) {
        var tcp = tcp(table.section("tcp"), table.isTable("tcp"));
        return new Expose(tcp, table.section("ssh").get("enabled", Syntax.BOOL).orElse(false));
    }

    private static Optional<Tcp> tcp(Table table, boolean present) {
        if (!present) {
            return Optional.empty();
        }
        var listen = table.required("listen", AddressSyntax.LISTEN, "listen = \"127.0.0.1:2376\"");
        var tls = table.isTable("tls") ? files(table.section("tls")) : table.required("tls", TLS_WORD, TLS_ALLOWED);
        var names = table.list("names", NAME).orElse(List.of());
        if (listen.isEmpty() || tls.isEmpty()) {
            return Optional.empty();
        }
        if (tls.get() instanceof Tls.Off && !isLoopback(listen.get())) {
            table.conflict("tls", "listen",
                    "tls off on a loopback address only: whoever reaches this port is the user");
        }
        return Optional.of(new Tcp(listen.get(), tls.get(), names));
    }

    private static Optional<Tls> files(Table table) {
        var ca = table.required("ca", PathSyntax.PATH, "ca = \"...\"");
        var cert = table.required("cert", PathSyntax.PATH, "cert = \"...\"");
        var key = table.required("key", PathSyntax.PATH, "key = \"...\"");
        return ca.isPresent() && cert.isPresent() && key.isPresent()
                ? Optional.of(new Tls.Files(ca.get(), cert.get(), key.get())) : Optional.empty();
    }

    private static Optional<Tls> tlsWord(String text) {
        return switch (text) {
            case "generate" -> Optional.of(new Tls.Generate());
            case "off" -> Optional.of(new Tls.Off());
            default -> Optional.empty();
        };
    }

    private static boolean isLoopback(String listen) {
        return AddressSyntax.host(listen).map(IpAddress::isLoopback).orElse(false);
    }
}
