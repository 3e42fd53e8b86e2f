package io.rootlessctl.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is on a virtual host's disk, path by path, and what its kernel and systemd are told. */
public record HostTree(SortedMap<String, Entry> entries) {

    /**
     * What root's find and sha256sum see. Left out, with the reason: logs, caches, random seeds and clocks, which change
     * by themselves; the backups of shadow's own tools, one generation old; the data of the rootful Docker, which
     * starts and stops; what ssh and sudo write at a login. Contents are hashed but for what packages have brought.
     */
    private static final String LIST = """
            cd / && export LC_ALL=C
            find etc home root usr opt boot srv var tmp -xdev \\( \
                -path var/log -o -path var/cache -o -path var/lib/docker -o -path var/lib/containerd \
                -o -path 'var/lib/systemd/*' ! -path 'var/lib/systemd/linger*' -o -path 'tmp/systemd-private-*' \
                -o -path 'var/tmp/systemd-private-*' -o -path 'etc/*-' -o -path etc/.pwd.lock -o -path etc/.updated \
                -o -path var/.updated -o -path root/rootless.toml \\) -prune -o -printf '%p\\t%y %m %u:%g %l\\t%T@\\n'
            find etc home root var/lib -xdev \\( -path var/lib/dpkg -o -path var/lib/apt -o -path var/lib/docker \
                -o -path var/lib/containerd \\) -prune -o -type f -exec sha256sum {} + | sed 's/^/=/'
            """;

    /** What is in force and in no file of the disk: parameters, profiles, units, capabilities, devices, sessions. */
    private static final String IN_FORCE = """
            export LC_ALL=C
            sysctl net.ipv4.ping_group_range net.ipv4.ip_unprivileged_port_start user.max_user_namespaces \
                kernel.unprivileged_userns_clone 2>&1
            for module in ip_tables nf_tables tun fuse; do echo module $module $(lsmod | grep -c "^$module "); done
            sort /sys/kernel/security/apparmor/profiles
            getcap -r /usr/bin /home
            stat -c '%n %a %U:%G' /dev/net/tun /dev/fuse
            for unit in docker.service docker.socket containerd.service; do
                systemctl show -p Id -p ActiveState -p UnitFileState $unit | sort
            done
            systemctl show -p Delegate -p DelegateControllers -p LimitNOFILE -p LimitNPROC user@1000.service
            ls /run/user
            pgrep -a 'dockerd|rootlesskit|slirp4netns|pasta' | sed 's/^[0-9]* //' | grep -v -- -H\\ fd:// || true
            """;

    /** @param content what must be as before: type, mode, owner, target of a link, digest; @param written when */
    record Entry(String content, String written) {}

    /** Takes some seconds. */
    public static HostTree of(VirtualUser root) {
        var entries = new TreeMap<String, Entry>();
        for (var line : root.run(LIST).expect(0).out().split("\n")) {
            if (line.startsWith("=")) {
                entries.computeIfPresent(line.substring(67), (_, entry) ->
                        new Entry(entry.content() + line.substring(1, 65), entry.written()));
            } else {
                var parts = line.split("\t", -1);
                entries.put(parts[0], new Entry(parts[1], parts[1].startsWith("d") ? "" : parts[2]));
            }
        }
        entries.put("in force", new Entry(root.run(IN_FORCE).expect(0).out(), ""));
        return new HostTree(entries);
    }

    /**
     * What is not as it was, one line each. A file that had the same content all along must have its time, too: only
     * what was changed meanwhile was written, and may have been written again.
     */
    public List<String> since(HostTree before, HostTree between) {
        var paths = new TreeSet<>(before.entries.keySet());
        paths.addAll(entries.keySet());
        var lines = new ArrayList<String>();
        for (var path : paths) {
            var was = before.entries.get(path);
            var is = entries.get(path);
            boolean written = was == null || is == null || !was.equals(between.entries.get(path));
            if (written ? !Objects.equals(content(was), content(is)) : !was.equals(is)) {
                lines.add(path + ": was " + was + ", is " + is);
            }
        }
        return lines;
    }

    /** Whether a path's content is another one in the other tree, or there in only one of them. */
    public boolean differs(String path, HostTree other) {
        return !Objects.equals(content(entries.get(path)), content(other.entries.get(path)));
    }

    private static String content(Entry entry) {
        return entry == null ? null : entry.content();
    }
}
