package io.rootlessctl.host.linux;

import io.rootlessctl.host.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * A program of its own, for it is run in a daemon's namespaces, where this process cannot go: looks a name up, connects,
 * and prints how far it came.
 */
public final class Dial {
    /** For the connection; a lookup ends when the resolver gives up, or with the process. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private Dial() {}

    /** @param arguments a host and a port; of a host alone the address is printed as well */
    public static void main(String... arguments) {
        System.out.print(dialled(arguments));
    }

    private static String dialled(String... arguments) {
        try {
            var address = InetAddress.getByName(arguments[0]);
            return arguments.length == 1 ? Reach.REACHED.name() + " " + address.getHostAddress()
                    : connected(new InetSocketAddress(address, Integer.parseInt(arguments[1]))).name();
        } catch (UnknownHostException _) {
            return Reach.NOT_LOOKED_UP.name();
        }
    }

    private static Reach connected(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address, Math.toIntExact(LIMIT.toMillis()));
            return Reach.REACHED;
        } catch (IOException _) {
            return Reach.NOT_CONNECTED;
        }
    }
}
