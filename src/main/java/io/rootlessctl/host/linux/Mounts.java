package io.rootlessctl.host.linux;

import io.rootlessctl.host.Kernel;
import io.rootlessctl.host.Kernel.Cgroups;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.PathText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * /proc/self/mountinfo, in the order of mounting; lines that are not understood are left out, since later kernels may
 * add some:
 *
 * <pre>27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard</pre>
 */
record Mounts(List<Mount> mounts) {
    private static final Path FILE = Path.of("/proc/self/mountinfo");
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    record Mount(Path point, String type) {}

    Mounts {
        mounts = List.copyOf(mounts);
    }

    static Observation<Mounts> of(Memory memory) {
        return memory.of(List.of("mounts"), Mounts::read);
    }

    static Observation<Mounts> read() {
        return FileLook.sharedText(FILE).map(text -> parse(text.content()));
    }

    static Mounts parse(String text) {
        var mounts = new ArrayList<Mount>();
        text.lines().forEach(line -> {
            var fields = line.split(" ");
            int dash = List.of(fields).indexOf("-");
            if (dash >= 6 && dash + 1 < fields.length) {
                PathText.absolute(unescape(fields[4])).ifPresent(point -> mounts.add(new Mount(point, fields[dash + 1])));
            }
        });
        return new Mounts(mounts);
    }

    /** The type of the file system an absolute path without links is on: a later mount hides an earlier one. */
    Optional<String> typeAt(Path path) {
        Mount nearest = null;
        for (var mount : mounts) {
            if (path.startsWith(mount.point()) && (nearest == null
                    || mount.point().getNameCount() >= nearest.point().getNameCount())) {
                nearest = mount;
            }
        }
        return Optional.ofNullable(nearest).map(Mount::type);
    }

    static Observation<String> typeAt(Path path, Memory memory) {
        return of(memory).flatMap(mounts -> mounts.typeAt(path)
                .<Observation<String>>map(Observation::present).orElseGet(Observation::absent));
    }

    static Kernel kernel(Memory memory) {
        var release = ProcessTable.text(Path.of("/proc/sys/kernel/osrelease")).orElse("").strip();
        return new Kernel(release, of(memory).found().orElse(new Mounts(List.of())).cgroups());
    }

    Cgroups cgroups() {
        var root = Path.of("/sys/fs/cgroup");
        if (mounts.stream().anyMatch(mount -> mount.point().equals(root) && mount.type().equals("cgroup2"))) {
            return Cgroups.V2;
        }
        if (mounts.stream().noneMatch(mount -> mount.type().equals("cgroup"))) {
            return Cgroups.NONE;
        }
        return mounts.stream().anyMatch(mount -> mount.type().equals("cgroup2")) ? Cgroups.HYBRID : Cgroups.V1;
    }

    private static String unescape(String field) {
        return OCTAL.matcher(field).replaceAll(
                found -> Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(found.group(1), 8))));
    }
}
