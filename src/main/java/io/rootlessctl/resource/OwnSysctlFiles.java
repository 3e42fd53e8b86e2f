package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Our files in /etc/sysctl.d for one parameter: one at a time, by the name that others' files leave it. */
record OwnSysctlFiles(String key) {
    static final Path DIRECTORY = Path.of("/etc/sysctl.d");
    static final Pattern NAME = Pattern.compile("(?:90|zz+)-rootlessctl-.+");

    Path usual() {
        return file("90");
    }

    /** The first of zz, zzz ... that comes after another file; none does after a name that begins with more than a z. */
    Path after(Path other) {
        var name = other.getFileName().toString();
        var letters = new StringBuilder("zz");
        while (name.startsWith(letters.toString()) && name.compareTo(letters + rest()) > 0) {
            letters.append('z');
        }
        return file(letters.toString());
    }

    private Path file(String prefix) {
        return DIRECTORY.resolve(prefix + rest());
    }

    private String rest() {
        return "-rootlessctl-" + key.replace('/', '-') + ".conf";
    }

    boolean holds(Path file) {
        var name = file.getFileName().toString();
        return file.startsWith(DIRECTORY) && name.endsWith(rest()) && NAME.matcher(name).matches();
    }

    /** In the order of the boot. */
    Stream<Path> there(HostView host) {
        return host.list(DIRECTORY, host.caller()).found().stream().flatMap(List::stream).filter(this::holds).sorted();
    }
}
