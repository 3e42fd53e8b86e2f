package io.rootlessctl.manifest;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The {@code [host]} section.
 *
 * @param sysctl kernel parameters by dotted name, values with single spaces between words
 * @param declared the dotted keys that the file has, {@code host.packages}
 */
public record HostSettings(
        Packages packages, List<String> modules, Optional<AppArmor> apparmor, RootfulDocker rootfulDocker,
        SortedMap<String, String> sysctl, Set<String> declared) {

    public enum Packages { CHECK, INSTALL, IGNORE }

    public enum AppArmor { AUTO, IGNORE }

    public enum RootfulDocker { IGNORE, DISABLED }

    public HostSettings {
        modules = List.copyOf(modules);
        sysctl = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(sysctl)));
        declared = Set.copyOf(declared);
    }
}
