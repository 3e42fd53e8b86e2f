package io.rootlessctl.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a daemon is started where no systemd does it.
 *
 * @param argv the command, its first element an absolute path
 * @param environment the whole environment, nothing is inherited
 * @param log the file that gets standard output and standard error, appended to
 */
public record DirectLaunch(List<String> argv, SortedMap<String, String> environment, Path log) {
    public DirectLaunch {
        argv = List.copyOf(argv);
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(environment)));
    }
}
