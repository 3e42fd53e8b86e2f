package io.rootlessctl.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * What a user puts in the place of a file or directory that rootlessctl looks at.
 *
 * @param script run by sh as the user, with the place as {@code $1}
 * @param byRoot whether root runs it: what this kernel lets no user do, and another may
 */
record Trick(String name, String script, boolean byRoot) {

    /** @param closed root's directory, mode 0700, holding {@code secret} and {@code open}; the victim's home is open */
    static List<Trick> all(Path closed, Path victim) {
        return List.of(
                link("/etc/shadow"), link("/etc/passwd"), link("/etc"), link("/root"),
                link(closed.toString()), link(closed + "/secret"), link(closed + "/open/secret"), link(closed + "/not-there"),
                link(victim.toString()), link(victim + "/secret"), link(victim + "/.config/docker/daemon.json"),
                link("/proc/self/fd"), link("/proc/self/cwd"), link("/proc/self/root"), link("/proc/self/environ"),
                link("/proc/1/root"), link("/dev/stdin"), link("/dev/zero"),
                new Trick("link to itself", "ln -s \"$1\" \"$1\"", false),
                new Trick("dangling link", "ln -s nowhere/at/all \"$1\"", false),
                new Trick("FIFO", "mkfifo \"$1\"", false),
                new Trick("directory", "mkdir -p \"$1/x/y\"", false),
                new Trick("closed directory", "mkdir -m 0 \"$1\"", false),
                new Trick("1 GB sparse file", "truncate -s 1G \"$1\"", false),
                new Trick("closed file", "touch \"$1\" && chmod 0 \"$1\"", false),
                new Trick("hard link to a closed file", "ln " + closed + "/secret \"$1\"", true),
                new Trick("hard link to an open file", "ln " + closed + "/open/harmless \"$1\"", true),
                new Trick("another's file", "install -m 0644 " + closed + "/open/harmless \"$1\"", true),
                new Trick("another's directory", "mkdir -m 0755 \"$1\"", true));
    }

    /** Contents that no program of ours has written, for all that is read back. */
    static List<Trick> contents() {
        return List.of("", "null", "[]", "{}", "0", "{\"entries\":null}", "{\"addresses\":null}",
                "{\"addresses\":{\"daemon[x]\":null}}", "{\"addresses\":{\"x\":{}}}", "{\"addresses\":{\"context[a\\u0000b]\":"
                        + "{\"fields\":{\"endpoint\":\"\\u001b[31m\"},\"found\":[],\"notes\":{}}}}",
                "{\"addresses\":{\"context[../../../../x]\":{\"fields\":{\"selected\":\"true\"},\"found\":[],\"notes\":{}},"
                        + "\"shell[/etc/profile]\":{\"fields\":{\"block\":\"x\"}},\"sysctl[kernel.panic]\":"
                        + "{\"fields\":{\"live\":\"1\"}}}}",
                "{\"formatVersion\":\"1.0\",\"started\":null,\"entries\":[{}]}",
                "{\"formatVersion\":\"1.0\",\"started\":\"2026-01-01T00:00:00Z\",\"entries\":[null]}",
                "{\"formatVersion\":\"1.0\",\"started\":\"2026-01-01T00:00:00Z\",\"entries\":[{\"address\":null,\"inverse\":[]}]}",
                "{\"formatVersion\":\"1.0\",\"started\":\"2026-01-01T00:00:00Z\",\"caller\":\"x\",\"entries\":[{\"address\":"
                        + "{\"kind\":\"x\",\"name\":\"y\"},\"setting\":{\"a\":null},\"step\":{\"step\":\"RemoveFile\","
                        + "\"path\":\"/etc/passwd\"},\"inverse\":[null,{\"step\":\"RemoveFile\",\"path\":\"/etc/passwd\"}]}]}")
                .stream().map(Trick::content).toList();
    }

    private static Trick content(String text) {
        return new Trick("content " + text, "printf %s '" + text + "' > \"$1\"", false);
    }

    private static Trick link(String target) {
        return new Trick("link to " + target, "ln -s '" + target + "' \"$1\"", false);
    }

    @Override
    public String toString() {
        return name;
    }
}
