package io.rootlessctl.host.linux;

import java.nio.file.Path;

/** Prints what an ordinary user sees of its own daemon: {@code ViewProbe SOCKET}. */
final class ViewProbe {
    private ViewProbe() {}

    public static void main(String[] arguments) {
        var host = new LinuxHost(System.getenv());
        System.out.println(text(host, Path.of(arguments[0])));
    }

    static String text(LinuxHost host, io.rootlessctl.model.Account user, Path socket) {
        var daemon = host.daemon(user).found().orElseThrow();
        return String.join("\n",
                daemon.rootlessKit() + " " + daemon.arguments() + " " + daemon.environment(),
                daemon.dockerd() + " " + daemon.dockerdArguments() + " " + daemon.started(),
                daemon.uidMap() + " " + daemon.ownNamespaces() + " " + daemon.binaryDeleted(),
                daemon.stateDir() + " " + host.engine(socket, user),
                host.rootlessKit(daemon.stateDir().orElseThrow().resolve("api.sock"), user) + "\n");
    }

    private static String text(LinuxHost host, Path socket) {
        return text(host, host.caller(), socket).strip();
    }
}
