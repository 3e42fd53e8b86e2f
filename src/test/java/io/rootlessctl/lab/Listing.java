package io.rootlessctl.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tree, file by file: type, mode, owner, and a digest of the content or where a link points to. */
public record Listing(Map<String, String> entries) {

    public static Listing of(Path root) {
        var entries = new TreeMap<String, String>();
        try (var paths = Files.walk(root)) {
            for (var path : paths.toList()) {
                entries.put(root.relativize(path).toString(), described(path));
            }
        } catch (IOException problem) {
            throw new AssertionError(root + ": " + problem, problem);
        }
        return new Listing(entries);
    }

    /** Without what is at or below one of these, relative to the root. */
    public Listing without(String... names) {
        var others = new TreeMap<>(entries);
        List.of(names).forEach(name -> others.keySet().removeIf(path -> path.equals(name) || path.startsWith(name + "/")));
        return new Listing(others);
    }

    /** What is not as in an earlier one, one line each. */
    public List<String> since(Listing before) {
        var names = new TreeSet<>(before.entries.keySet());
        names.addAll(entries.keySet());
        return names.stream().filter(name -> !Objects.equals(before.entries.get(name), entries.get(name)))
                .map(name -> name + ": was " + before.entries.get(name) + ", is " + entries.get(name)).toList();
    }

    private static String described(Path path) throws IOException {
        var attributes = Files.readAttributes(path, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
        var owner = String.format("%o %s:%s", (Integer) attributes.get("mode"), attributes.get("uid"), attributes.get("gid"));
        if (Files.isSymbolicLink(path)) {
            return owner + " -> " + Files.readSymbolicLink(path);
        }
        return Files.isRegularFile(path) ? owner + " " + digest(path) : owner;
    }

    private static String digest(Path path) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every Java runtime", e);
        }
    }
}
