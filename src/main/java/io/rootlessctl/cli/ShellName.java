package io.rootlessctl.cli;

import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.Shell;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;

/** The shell that somebody names, or uses. */
final class ShellName {
    /** These read what bash reads. */
    private static final Set<String> POSIX = Set.of("sh", "dash", "ash", "ksh", "mksh", "posix");

    private ShellName() {}

    /** What there is to choose from. */
    static final class Candidates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Shell.values()).map(Settings::spelled).iterator();
        }
    }

    /** @param named null for what {@code $SHELL} says; bash, when it says something else */
    static Shell of(String named, Invocation invocation) {
        var name = named != null ? named : fileName(invocation.environment().getOrDefault("SHELL", "bash"));
        if (POSIX.contains(name)) {
            return Shell.BASH;
        }
        for (var known : Shell.values()) {
            if (Settings.spelled(known).equals(name.toLowerCase(Locale.ROOT))) {
                return known;
            }
        }
        if (named != null) {
            throw new UsageException("shell " + named + ": expected sh, bash, zsh or fish", null);
        }
        return Shell.BASH;
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
