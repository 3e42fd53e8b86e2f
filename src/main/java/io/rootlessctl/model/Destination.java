package io.rootlessctl.model;

/**
 * A place in the network, {@code registry.example.org:443} or {@code [2001:db8::1]:5000}.
 *
 * @param host a name or an address, without brackets
 */
public record Destination(String host, int port) {

    /** Reads what {@link #toString} writes. */
    public static Destination parse(String text) {
        int colon = text.lastIndexOf(':');
        var host = text.substring(0, colon);
        return new Destination(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host, Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
