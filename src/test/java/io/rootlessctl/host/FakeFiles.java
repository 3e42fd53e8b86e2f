package io.rootlessctl.host;

import io.rootlessctl.host.FileStatus.Type;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file tree with types, modes and owners, whose permissions hold as the kernel's do: an ordinary user is stopped by
 * them and root is not. Links are nodes that nothing follows.
 */
final class FakeFiles {
    private static final int LIMIT = 1 << 20;
    private static final int READ = 4;
    private static final int WRITE = 2;
    private static final int SEARCH = 1;

    /** @param bytes one char a byte */
    private record Node(Type type, String bytes, int mode, long uid, long gid, Instant modified) {
        boolean allows(Account as, int right) {
            int shift = as.uid() == uid ? 6 : as.gid() == gid ? 3 : 0;
            return as.uid() == 0 || (mode >> shift & right) != 0;
        }

        FileStatus status() {
            return new FileStatus(type, mode, uid, gid, bytes.length());
        }
    }

    private final SortedMap<Path, Node> nodes = new TreeMap<>();
    private final FakeClock clock;

    FakeFiles(FakeClock clock) {
        this.clock = clock;
        put(Path.of("/"), Type.DIRECTORY, new byte[0], 0755, 0, 0);
    }

    /** Whatever stood there before; missing parents come with the same owner, the first ones below root with root's. */
    void put(Path path, Type type, byte[] content, int mode, long uid, long gid) {
        if (path.getParent() != null && !nodes.containsKey(path.getParent())) {
            put(path.getParent(), Type.DIRECTORY, new byte[0], 0755, uid, gid);
        }
        var bytes = new String(content, StandardCharsets.ISO_8859_1);
        nodes.put(path, new Node(type, bytes, mode, uid, gid, clock.now()));
    }

    /** With all below it, as a rename does. */
    void move(Path from, Path to) {
        var moved = new TreeMap<Path, Node>();
        nodes.forEach((path, node) -> {
            if (path.startsWith(from)) {
                moved.put(to.resolve(from.relativize(path)), node);
            }
        });
        drop(from);
        nodes.putAll(moved);
    }

    void drop(Path path) {
        nodes.keySet().removeIf(other -> other.startsWith(path));
    }

    /** A link stands for one to a directory, which {@code link/.} is then. */
    Observation<FileStatus> status(Path path, Account as) {
        if (path.endsWith(".")) {
            return status(path.getParent(), as).map(link ->
                    new FileStatus(Type.DIRECTORY, 0755, link.uid(), link.gid(), 0));
        }
        return look(path, as).map(Node::status);
    }

    Observation<FileText> text(Path path, Account as) {
        return look(path, as).flatMap(node -> {
            if (node.type() == Type.LINK) {
                return malformed(path, "found a symbolic link, expected a regular file; name the file it points to");
            }
            if (!node.allows(as, READ)) {
                return denied(path);
            }
            if (node.type() != Type.FILE) {
                var word = node.type() == Type.OTHER ? "FIFO" : node.type().name().toLowerCase(Locale.ROOT);
                return malformed(path, "found a " + word + ", expected a regular file");
            }
            if (node.bytes().length() > LIMIT) {
                return malformed(path, "found " + node.bytes().length() + " bytes, at most " + LIMIT + " are read");
            }
            return utf8(node.bytes())
                    .map(text -> Observation.present(new FileText(text, node.status(), node.modified())))
                    .orElseGet(() -> malformed(path, "found invalid UTF-8"));
        });
    }

    Observation<List<Path>> list(Path directory, Account as) {
        return look(directory, as).flatMap(node -> {
            if (node.type() != Type.DIRECTORY) {
                return malformed(directory, "found a " + node.type().name().toLowerCase(Locale.ROOT)
                        + ", expected a directory");
            }
            return !node.allows(as, READ) ? denied(directory) : Observation.present(
                    nodes.keySet().stream().filter(path -> directory.equals(path.getParent())).toList());
        });
    }

    /** The content for a simulated program that may read everything. */
    Optional<String> content(Path path) {
        return Optional.ofNullable(nodes.get(path)).filter(node -> node.type() == Type.FILE)
                .flatMap(node -> utf8(node.bytes()));
    }

    /** Where a link points to: its content. */
    Optional<Path> linkTarget(Path path) {
        return Optional.ofNullable(nodes.get(path)).filter(node -> node.type() == Type.LINK)
                .map(node -> Path.of(node.bytes()));
    }

    /** The links that lead below a directory. */
    List<Path> linksInto(Path directory) {
        return nodes.keySet().stream().filter(path -> linkTarget(path).filter(target ->
                directory.equals(target.getParent())).isPresent()).toList();
    }

    Optional<FileStatus> status(Path path) {
        return Optional.ofNullable(nodes.get(path)).map(Node::status);
    }

    void write(Path path, String content, int mode, Account as) throws IOException {
        requireWritable(path.getParent(), as);
        requireReplaceable(path);
        var bytes = new String(content.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        nodes.put(path, new Node(Type.FILE, bytes, mode, as.uid(), as.gid(), clock.now()));
    }

    void remove(Path path, Account as) throws IOException {
        requireWritable(path.getParent(), as);
        requireReplaceable(path);
        nodes.remove(path);
    }

    void makeDirectory(Path path, int mode, Account as) throws IOException {
        requireWritable(path.getParent(), as);
        if (nodes.containsKey(path)) {
            throw new IOException(path + ": there is something already");
        }
        nodes.put(path, new Node(Type.DIRECTORY, "", mode, as.uid(), as.gid(), clock.now()));
    }

    void removeDirectory(Path path, Account as) throws IOException {
        var node = nodes.get(path);
        if (node == null || nodes.keySet().stream().anyMatch(other -> path.equals(other.getParent()))) {
            return;
        }
        requireWritable(path.getParent(), as);
        if (node.type() != Type.DIRECTORY) {
            throw new IOException(path + ": found no directory");
        }
        nodes.remove(path);
    }

    void setMode(Path path, int mode, Account as) throws IOException {
        var node = nodes.get(path);
        if (node == null) {
            throw new IOException(path + ": no such file or directory");
        }
        if (as.uid() != 0 && as.uid() != node.uid()) {
            throw new IOException(path + ": operation not permitted");
        }
        nodes.put(path, new Node(node.type(), node.bytes(), mode, node.uid(), node.gid(), node.modified()));
    }

    /** Every path with all there is about it but its time, which is never put back. */
    SortedMap<String, String> snapshot() {
        var all = new TreeMap<String, String>();
        nodes.forEach((path, node) -> all.put(path.toString(), String.format(
                Locale.ROOT, "%s %04o %d:%d %s", node.type(), node.mode(), node.uid(), node.gid(), node.bytes())));
        return all;
    }

    private Observation<Node> look(Path path, Account as) {
        for (var parent = path.getParent(); parent != null; parent = parent.getParent()) {
            var node = nodes.get(parent);
            if (node != null && node.type() != Type.DIRECTORY) {
                return Observation.absent();
            }
            if (node != null && !node.allows(as, SEARCH)) {
                return denied(path);
            }
        }
        return Optional.ofNullable(nodes.get(path)).map(Observation::present).orElseGet(Observation::absent);
    }

    private void requireWritable(Path directory, Account as) throws IOException {
        var node = nodes.get(directory);
        if (node == null) {
            throw new IOException(directory + ": no such file or directory");
        }
        if (node.type() != Type.DIRECTORY) {
            throw new IOException(directory + ": not a directory");
        }
        if (!node.allows(as, WRITE)) {
            throw new IOException(directory + ": permission denied");
        }
    }

    private void requireReplaceable(Path path) throws IOException {
        var node = nodes.get(path);
        if (node != null && node.type() != Type.FILE) {
            throw new IOException(path + ": found a " + node.type().name().toLowerCase(Locale.ROOT)
                    + ", expected a regular file; move it away");
        }
    }

    private static Optional<String> utf8(String bytes) {
        var buffer = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(buffer).toString());
        } catch (CharacterCodingException _) {
            // No text then; the caller says so.
            return Optional.empty();
        }
    }

    private static <T> Observation<T> denied(Path path) {
        return new Observation.Unreadable<>(path.toString(), "permission denied");
    }

    private static <T> Observation<T> malformed(Path path, String problem) {
        return new Observation.Malformed<>(path.toString(), problem);
    }
}
