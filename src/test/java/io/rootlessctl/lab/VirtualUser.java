package io.rootlessctl.lab;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A user of a {@link VirtualHost}, logged in over ssh from the first command on, with a session of its own. */
public record VirtualUser(VirtualHost host, String name) {
    private static final String UNIT = "docker.service";

    /** Runs a line of this user's shell in the home directory. */
    public Outcome run(String line) {
        return host.run(name, line, "");
    }

    public Outcome run(String line, String input) {
        return host.run(name, line, input);
    }

    /** Arguments are taken apart by a shell: words only. */
    public Outcome rootlessctl(String... arguments) {
        return run(Stream.concat(Stream.of("rootlessctl"), Stream.of(arguments)).collect(Collectors.joining(" ")));
    }

    /** Writes ~/rootless.toml with these sections. */
    public void declare(String sections) {
        write("rootless.toml", "schema = 1\n" + sections);
    }

    /** {@code rootlessctl apply} of what was declared, with text for people. */
    public Outcome apply() {
        return rootlessctl("apply", "-f", "rootless.toml");
    }

    /** @param path from the home directory */
    public String read(String path) {
        return run("cat " + path).expect(0).out();
    }

    /** Makes the directories above it, too. */
    public void write(String path, String content) {
        run("mkdir -p $(dirname " + path + ") && cat >" + path, content).expect(0);
    }

    /** Talks to this user's daemon on its usual socket. */
    public Outcome docker(String arguments) {
        return run("docker -H unix://$XDG_RUNTIME_DIR/docker.sock " + arguments);
    }

    /** Gives the running daemon the image {@code bb}, which has busybox and some of its commands. */
    public void importBusybox() {
        run("""
                set -e
                mkdir -p image/bin
                cp /usr/bin/busybox image/bin
                for name in sh sleep echo cat; do ln -sf busybox image/bin/$name; done
                tar -C image -c . | docker -H unix://$XDG_RUNTIME_DIR/docker.sock import - bb
                rm -r image
                """).expect(0);
    }

    public Outcome systemctl(String arguments) {
        return run("systemctl --user " + arguments);
    }

    /** One property of docker.service, as systemd has it. */
    public String unit(String property) {
        return systemctl("show --value -p " + property + " " + UNIT).expect(0).out().strip();
    }

    /** The process id and start of this user's dockerd: another after each restart; fails where none runs. */
    public String dockerd() {
        return run("pid=$(pgrep -u $(id -u) -x dockerd) && echo $pid $(cut -d ' ' -f 22 /proc/$pid/stat)")
                .expect(0).out();
    }

    /** The arguments of this user's RootlessKit, each with a blank before and after it. */
    public String rootlessKit() {
        return " " + run("tr '\\0' ' ' </proc/$(pgrep -u $(id -u) -o -x rootlesskit)/cmdline").expect(0).out();
    }

    /** Every file below the home that is not in a daemon's data: its path, its times and size. */
    public String files() {
        return run("find . -path ./.local/share -prune -o -path ./.local/state/rootlessctl/lock -prune -o "
                + "-printf '%p %C@ %s\\n' | sort").expect(0).out();
    }
}
