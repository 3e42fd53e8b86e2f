package io.rootlessctl.host.linux;

import io.rootlessctl.model.Observation;
import java.nio.file.Path;

/**
 * Where a kernel parameter's file is. As with sysctl(8), the first separator decides: in {@code net.ipv4.conf.eth0/1.x}
 * dots part and a slash stands for a dot in a name; in {@code net/ipv4/conf/eth0.1/x} slashes part.
 */
public final class SysctlKey {
    private static final Path ROOT = Path.of("/proc/sys");

    private SysctlKey() {}

    /** @throws IllegalArgumentException for a key that leads out of /proc/sys */
    public static Path path(String key) {
        int dot = key.indexOf('.');
        int slash = key.indexOf('/');
        var relative = slash >= 0 && (dot < 0 || slash < dot) ? key : swap(key);
        var path = ROOT.resolve(relative).normalize();
        if (!path.startsWith(ROOT) || path.equals(ROOT)) {
            throw new IllegalArgumentException("sysctl " + key + ": not the name of a kernel parameter");
        }
        return path;
    }

    /** Its value with blanks folded to single spaces. */
    static Observation<String> read(String key) {
        try {
            return FileLook.text(path(key)).map(text -> text.content().strip().replaceAll("\\s+", " "));
        } catch (IllegalArgumentException problem) {
            return new Observation.Malformed<>("sysctl " + key, "not the name of a kernel parameter");
        }
    }

    private static String swap(String key) {
        return key.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }
}
