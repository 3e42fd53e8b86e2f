package io.rootlessctl.cli;

import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.manifest.Manifest;
import io.rootlessctl.manifest.ManifestReader;
import io.rootlessctl.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds and reads rootless.toml: the file named, standard input for {@code -}, or the first of the usual places. */
final class ManifestFile {
    /** One byte more than {@link ManifestReader} takes, so that it can say that there is too much. */
    private static final int LIMIT = 1024 * 1024 + 1;

    /** What a shell hands over ({@code <(command)}). Opening any other FIFO could wait for ever. */
    private static final Pattern OPEN_ALREADY = Pattern.compile("/dev/(?:stdin|fd/[0-9]+)|/proc/self/fd/[0-9]+");

    private final Invocation invocation;

    ManifestFile(Invocation invocation) {
        this.invocation = invocation;
    }

    /**
     * @param path absolute; empty for standard input
     * @param bytes of the file
     */
    record Read(Manifest manifest, Optional<Path> path, byte[] bytes) {

        /** In hexadecimal digits. */
        String sha256() {
            return Sha256.of(bytes);
        }
    }

    Manifest read(Optional<String> named) throws UnusableManifestException, InvalidManifestException {
        return look(named).manifest();
    }

    /** @throws UnusableManifestException when there is no such file or it cannot be read */
    Read look(Optional<String> named) throws UnusableManifestException, InvalidManifestException {
        if (named.equals(Optional.of("-"))) {
            return read("standard input", Optional.empty(), invocation.in());
        }
        if (named.equals(Optional.of(""))) {
            throw new UsageException("-f: found an empty name, expected a file", null);
        }
        var path = named.map(invocation.directory()::resolve).orElseGet(this::usual);
        var source = named.orElseGet(() -> shown(path));
        if (Files.isDirectory(path)) {
            throw new UnusableManifestException(source, "found a directory, expected a file");
        }
        if (Files.exists(path) && !Files.isRegularFile(path) && !OPEN_ALREADY.matcher(path.toString()).matches()) {
            throw new UnusableManifestException(source,
                    "found a FIFO, socket or device, expected a file; name - for standard input");
        }
        try (var in = Files.newInputStream(path)) {
            return read(source, Optional.of(path.toAbsolutePath().normalize()), in);
        } catch (NoSuchFileException e) {
            throw new UnusableManifestException(source, "no such file" + (named.isPresent() ? "" : elsewhere()));
        } catch (IOException e) {
            throw new UnusableManifestException(source, Trouble.reason(e));
        }
    }

    private static Read read(String source, Optional<Path> path, InputStream in)
            throws UnusableManifestException, InvalidManifestException {
        var bytes = bytes(source, in);
        return new Read(ManifestReader.read(source, bytes), path, bytes);
    }

    private String elsewhere() {
        var places = places();
        return (places.size() > 1 ? ", nor " + places.getLast() : "") + "; name one with -f";
    }

    /** A file of the working directory by its name alone, as compilers do. */
    private String shown(Path path) {
        return invocation.directory().equals(path.getParent()) ? path.getFileName().toString() : path.toString();
    }

    private static byte[] bytes(String source, InputStream in) throws UnusableManifestException {
        try {
            return in.readNBytes(LIMIT);
        } catch (IOException e) {
            throw new UnusableManifestException(source, Trouble.reason(e));
        }
    }

    /** Whether there is one in a usual place. */
    boolean exists() {
        return Files.exists(usual());
    }

    private Path usual() {
        var places = places();
        return places.stream().filter(Files::exists).findFirst().orElse(places.getFirst());
    }

    /**
     * The working directory, then the user's configuration. For root the host's only: root's working directory may be
     * anybody's, and so may the manifest in it.
     */
    private List<Path> places() {
        var host = invocation.host().get();
        return host.root()
                ? List.of(Path.of("/etc/rootlessctl/rootless.toml"))
                : List.of(invocation.directory().resolve("rootless.toml"),
                        host.directories(host.caller()).config().resolve("rootlessctl/rootless.toml"));
    }
}
