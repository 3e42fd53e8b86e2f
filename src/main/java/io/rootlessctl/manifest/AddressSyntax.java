package io.rootlessctl.manifest;

import io.rootlessctl.model.Destination;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses to listen on, {@code 127.0.0.1:2376} or {@code [::1]:2376}, and networks, {@code 10.0.2.0/24}. */
final class AddressSyntax {
    static final Syntax<String> LISTEN = Syntax.text(
            "an IP address and a port, like \"127.0.0.1:2376\" or \"[::1]:2376\"",
            text -> host(text).filter(host -> IpAddress.isLiteral(host) && port(text)).map(host -> text));

    /** The daemon gets address 100 of the network, so there is no room for it beyond /25. */
    static final Syntax<String> CIDR = Syntax.text(
            "an IPv4 network with a prefix of 8 to 25 bits and no host bits, like \"10.0.2.0/24\"",
            text -> isNetwork(text) ? Optional.of(text) : Optional.empty());

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    private AddressSyntax() {}

    /** A name, which nobody is asked for here, or an address, and a port. */
    static Optional<Destination> destination(String text) {
        return host(text).filter(host -> (host.indexOf(':') < 0 ? NAME.matcher(host).matches() : IpAddress.isLiteral(host))
                && port(text)).map(_ -> Destination.parse(text));
    }

    /** The host of what {@link #LISTEN} accepts, without brackets; empty when there is no port behind it. */
    static Optional<String> host(String listen) {
        int colon = listen.lastIndexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        var host = listen.substring(0, colon);
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        if (host.indexOf(':') >= 0 != brackets) {
            return Optional.empty();
        }
        return Optional.of(brackets ? host.substring(1, host.length() - 1) : host);
    }

    private static boolean port(String listen) {
        return IpAddress.port(listen.substring(listen.lastIndexOf(':') + 1)).isPresent();
    }

    private static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return false;
        }
        var address = IpAddress.v4(text.substring(0, slash));
        var prefix = IpAddress.number(text.substring(slash + 1), 8, 25);
        return address.isPresent() && prefix.isPresent() && address.get() << prefix.get() == 0;
    }
}
