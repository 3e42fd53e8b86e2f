package io.rootlessctl.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Files that must stay as they are: type, mode, owner, links, every time stamp, inode and content. */
public final class Sentinels {
    private static final String ATTRIBUTES = "unix:mode,uid,gid,nlink,ino,size,lastModifiedTime,ctime";

    /** Accounts and what the host kinds write: other tests and administrators may be at it meanwhile. */
    public static final Predicate<Path> OTHERS = path -> path.equals(Path.of("/etc")) || path.toString().matches(
            "/etc/(passwd|g?shadow|group|sub[ug]id|(sysctl|modules-load|tmpfiles|apparmor|limits)\\.d|security|systemd/system).*");

    private Sentinels() {}

    /** Everything at and below the paths by its path, no link followed; what {@code left} accepts is left out. */
    public static SortedMap<String, String> at(List<Path> paths, Predicate<Path> left) {
        var seen = new TreeMap<String, String>();
        for (var root : paths) {
            try {
                Files.walkFileTree(root, new Visitor(left, seen));
            } catch (IOException problem) {
                throw new UncheckedIOException(problem);
            }
        }
        return seen;
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final Predicate<Path> left;
        private final SortedMap<String, String> seen;

        Visitor(Predicate<Path> left, SortedMap<String, String> seen) {
            this.left = left;
            this.seen = seen;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return visitFile(directory, attributes);
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!left.test(file)) {
                seen.put(file.toString(), look(file));
            }
            return FileVisitResult.CONTINUE;
        }

        /** What is left out may go while this walks. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
            if (left.test(file)) {
                return FileVisitResult.CONTINUE;
            }
            throw problem;
        }
    }

    /** One line for each path that is not as it was. */
    public static String differences(SortedMap<String, String> before, SortedMap<String, String> after) {
        var paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        return paths.stream().filter(path -> !Objects.equals(before.get(path), after.get(path)))
                .map(path -> path + ": " + before.get(path) + " -> " + after.get(path)).collect(Collectors.joining("\n"));
    }

    private static String look(Path path) {
        try {
            var attributes = new TreeMap<>(Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
            return attributes + " " + content(path);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static String content(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return Files.readSymbolicLink(path).toString();
        }
        return Files.isRegularFile(path) ? digest(Files.readAllBytes(path)) : "";
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
