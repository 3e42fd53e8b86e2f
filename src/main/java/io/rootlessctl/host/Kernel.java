package io.rootlessctl.host;

/**
 * @param release as {@code uname -r} prints it, {@code 6.12.48+deb13-amd64}
 * @param cgroups which control group hierarchy is mounted
 */
public record Kernel(String release, Cgroups cgroups) {
    public enum Cgroups { V1, HYBRID, V2, NONE }

    /** Whether the release is at least {@code major.minor}. */
    public boolean atLeast(int major, int minor) {
        var parts = release.split("[^0-9]+", 3);
        int ownMajor = number(parts, 0);
        return ownMajor != major ? ownMajor > major : number(parts, 1) >= minor;
    }

    private static int number(String[] parts, int index) {
        return index < parts.length && !parts[index].isEmpty() ? Integer.parseInt(parts[index]) : 0;
    }
}
