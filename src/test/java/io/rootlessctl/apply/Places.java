package io.rootlessctl.apply;

import io.rootlessctl.lab.HostState;
import io.rootlessctl.lab.Listing;
import io.rootlessctl.lab.RootlessUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an apply for a user changes.
 *
 * @param files also what is below, the user's home among them
 * @param parameters below /proc/sys
 */
record Places(RootlessUser user, List<Path> files, List<Path> parameters, List<Path> devices) {
    private static final String OWN_STATE = ".local", PROGRAMS = ".local/share/rootlessctl/docker";
    /** dockerd makes it at its first start. */
    private static final String KEY = ".config/docker/key.json";

    HostState state() throws IOException {
        return HostState.of(files, parameters, devices);
    }

    /**
     * Everything but rootlessctl's own records and what the daemon makes: files with a digest, of the ids the user's lines, of
     * programs the version in use, as the one before may stay.
     */
    record Sight(Map<String, String> entries) {

        List<String> since(Sight other) {
            return new Listing(entries).since(new Listing(other.entries));
        }

        /** What is neither as it was nor as it is to be; a draft beside its file is no file yet. */
        List<String> torn(Sight before, Sight goal) {
            var names = new TreeSet<>(entries.keySet());
            names.addAll(before.entries.keySet());
            return names.stream().filter(name -> !name.contains(".rootlessctl"))
                    .filter(name -> !String.valueOf(entries.get(name)).equals(String.valueOf(before.entries.get(name))))
                    .filter(name -> !String.valueOf(entries.get(name)).equals(String.valueOf(goal.entries.get(name)))).toList();
        }
    }

    Sight seen() throws IOException {
        var entries = new TreeMap<String, String>();
        for (var file : files) {
            if (file.equals(user.home())) {
                entries.putAll(atHome());
            } else if (Files.isRegularFile(file)) {
                entries.put(file.toString(), linesOfUser(file));
            } else if (file.startsWith("/etc")) {
                Listing.of(file).entries().forEach((name, value) -> entries.put(file + "/" + name, value));
            }
        }
        for (var parameter : parameters) {
            entries.put(parameter.toString(), HostState.parameter(parameter));
        }
        for (var device : devices) {
            entries.put(device.toString(), Files.getAttribute(device, "unix:mode").toString());
        }
        return new Sight(entries);
    }

    private Map<String, String> atHome() throws IOException {
        var entries = new TreeMap<>(Listing.of(user.home()).entries());
        var current = user.home().resolve(PROGRAMS).resolve("current");
        var used = Files.isSymbolicLink(current) ? user.home().relativize(Files.readSymbolicLink(current)).toString() : "";
        entries.keySet().removeIf(name -> name.equals(KEY) || name.startsWith(OWN_STATE) && !name.startsWith(PROGRAMS)
                || !used.isEmpty() && name.startsWith(PROGRAMS + "/") && !name.endsWith("/current") && !name.startsWith(used));
        return entries;
    }

    private String linesOfUser(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(user.name() + ":")).toList().toString();
        }
    }

    /** Drafts that nobody will ever finish. */
    List<String> drafts() throws IOException {
        try (var all = Files.walk(user.home())) {
            return all.map(Path::toString).filter(file -> file.endsWith(".rootlessctl")).toList();
        }
    }
}
