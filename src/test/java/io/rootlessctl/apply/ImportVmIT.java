package io.rootlessctl.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import io.rootlessctl.lab.VirtualUser;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A host that has a daemon under systemd, which others have set up, becomes a rootless.toml. */
@OnVirtualHost("trixie")
class ImportVmIT {
    /** As the public role for Ansible leaves a host: parameters in sysctl.conf, an own unit, a drop-in, daemon.json. */
    private static final String PARAMETERS = """
            set -e
            loginctl enable-linger alice
            cat >/etc/sysctl.d/99-ansible.conf <<'END'
            net.ipv4.ip_unprivileged_port_start=80
            net.ipv4.ping_group_range=0 2147483647
            END
            sysctl -q -p /etc/sysctl.d/99-ansible.conf
            """;
    private static final String UNIT = """
            # Managed by Ansible
            [Unit]
            Description=Docker Application Container Engine (Rootless)
            [Service]
            Environment="DOCKER_HOST=unix:///run/user/1000/docker.sock"
            Environment="PATH=/home/alice/.local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
            Environment="XDG_RUNTIME_DIR=/run/user/1000"
            ExecStart=/usr/share/docker.io/contrib/dockerd-rootless.sh --iptables=true
            ExecReload=/bin/kill -s HUP $MAINPID
            TimeoutSec=0
            RestartSec=2
            Restart=always
            LimitNOFILE=infinity
            Delegate=yes
            Type=simple
            KillMode=mixed
            [Install]
            WantedBy=default.target
            """;
    private static final String DROP_IN = """
            [Service]
            Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_NET=slirp4netns"
            Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=builtin"
            Environment="DOCKERD_ROOTLESS_ROOTLESSKIT_MTU=1400"
            """;

    @Test
    @DisplayName("O5: a host set up as the public role for Ansible does is imported by its user, and by root")
    void ansibleRole(VirtualHost host) {
        var root = host.user("root");
        var alice = host.user("alice");
        root.run(PARAMETERS).expect(0);
        alice.write(".config/systemd/user/docker.service", UNIT);
        alice.write(".config/systemd/user/docker.service.d/override.conf", DROP_IN);
        alice.write(".config/docker/daemon.json", "{\n  \"experimental\": false,\n  \"log-driver\": \"local\"\n}\n");
        alice.run("echo 'export DOCKER_HOST=unix:///run/user/1000/docker.sock' >>.bashrc; systemctl --user daemon-reload; "
                + "systemctl --user enable --now docker; timeout 60 sh -c "
                + "'until docker -H unix:///run/user/1000/docker.sock version >/dev/null 2>&1; do sleep 0.2; done'").expect(0);
        var dockerd = alice.dockerd();
        var files = alice.files();

        var own = imported(alice, "/tmp/imported.toml");
        for (var line : List.of("driver = \"slirp4netns\"", "mtu = 1400", "log-driver = \"local\"", "experimental = false")) {
            assertTrue(own.contains("\n" + line + "  # "), own);
        }
        var all = imported(root, "/root/imported.toml");
        for (var line : List.of("name = \"alice\"", "\"net.ipv4.ip_unprivileged_port_start\" = 80", "mtu = 1400")) {
            assertTrue(all.contains("\n" + line), all);
        }
        assertEquals(files, alice.files());
        root.rootlessctl("apply", "-f", "/root/imported.toml").expect(0);
        assertEquals(dockerd, alice.dockerd());
    }

    private static String imported(VirtualUser user, String file) {
        var imported = user.rootlessctl("import", "--output", file).expect(0);
        assertFalse(imported.err().contains("would change it"), imported.err());
        var text = user.read(file);
        var plan = user.rootlessctl("plan", "-f", file, "--detailed-exitcode");
        assertEquals(0, plan.exit(), () -> plan.out() + text);
        return text;
    }
}
