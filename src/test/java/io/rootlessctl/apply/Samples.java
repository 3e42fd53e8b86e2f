package io.rootlessctl.apply;

import io.rootlessctl.host.FakeHost;
import io.rootlessctl.model.Account;
import java.nio.file.Path;
import java.util.TreeMap;

/** Manifests and hosts that several tests start from. */
final class Samples {
    static final String ALICE = "\n[[users]]\nname = \"alice\"\n";
    static final Account ALICE_ACCOUNT = new Account("alice", 1000, 1000, Path.of("/home/alice"), Path.of("/bin/bash"));
    static final String DAEMON_JSON = "/home/alice/.config/docker/daemon.json";

    private Samples() {}

    /** How the daemon is started: every scene holds for both. */
    enum Manager { DIRECT, SYSTEMD }

    /** A manifest that touches every kind of the user's. */
    static String manifest(int mtu, String settings) {
        return """
                schema = 1
                [daemon]
                start = "login"
                data-root = "~/data/docker"
                [daemon.settings]
                %s
                [network]
                driver = "slirp4netns"
                mtu = %d
                [client]
                context = "rootless"
                shell = ["bash"]
                """.formatted(settings, mtu) + ALICE;
    }

    static String manifest() {
        return manifest(1500, "log-driver = \"local\"\nmax-concurrent-downloads = 5");
    }

    /** A host whose user has files of the same names already. */
    static FakeHost host(Manager manager) {
        var host = FakeHost.debian();
        host.file("/home/alice/.bashrc", "# mine\nalias ll='ls -l'\n");
        host.file(DAEMON_JSON, "{\n  \"theirs\": [1, 2],\n  \"log-driver\": \"json-file\"\n}\n");
        host.file("/home/alice/.docker/config.json", "{\"auths\": {\"registry.example\": {\"auth\": \"c2VjcmV0\"}}}");
        return manager == Manager.SYSTEMD ? host.withSystemd() : host;
    }

    /** The same with a daemon that was there before us. */
    static FakeHost hostWithDaemon(Manager manager) {
        var host = host(manager);
        if (manager == Manager.SYSTEMD) {
            host.file("/home/alice/.config/systemd/user/docker.service",
                    "[Service]\nExecStart=/usr/share/docker.io/contrib/dockerd-rootless.sh\n");
        }
        host.writer().startByHand("alice", new TreeMap<>());
        return host;
    }
}
