package io.rootlessctl.cli;

import io.rootlessctl.manifest.InvalidManifestException;
import io.rootlessctl.manifest.Manifest;
import io.rootlessctl.manifest.ManifestReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds and reads rootless.toml: the file named, standard input for {@code -}, or the first of the usual places. */
final class ManifestFile {
    /** One byte more than {@link ManifestReader} takes, so that it can say that there is too much. */
    private static final int LIMIT = 1024 * 1024 + 1;

    private final Invocation invocation;

    ManifestFile(Invocation invocation) {
        this.invocation = invocation;
    }

    /** @throws UnusableManifestException when there is no such file or it cannot be read */
    Manifest read(Optional<String> named) throws UnusableManifestException, InvalidManifestException {
        if (named.equals(Optional.of("-"))) {
            return ManifestReader.read("standard input", bytes("standard input", invocation.in()));
        }
        if (named.equals(Optional.of(""))) {
            throw new UsageException("-f: found an empty name, expected a file", null);
        }
        var path = named.map(invocation.directory()::resolve).orElseGet(this::usual);
        var source = named.orElseGet(() -> shown(path));
        if (Files.isDirectory(path)) {
            throw new UnusableManifestException(source, "found a directory, expected a file");
        }
        try (var in = Files.newInputStream(path)) {
            return ManifestReader.read(source, bytes(source, in));
        } catch (NoSuchFileException e) {
            throw new UnusableManifestException(source, "no such file"
                    + (named.isPresent() ? "" : ", nor " + places().getLast() + "; name one with -f"));
        } catch (IOException e) {
            throw new UnusableManifestException(source, Trouble.reason(e));
        }
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

    /** The working directory, then the user's configuration, for root the host's. */
    private List<Path> places() {
        var host = invocation.host().get();
        var own = host.root() ? Path.of("/etc") : host.directories(host.caller()).config();
        return List.of(invocation.directory().resolve("rootless.toml"), own.resolve("rootlessctl/rootless.toml"));
    }
}
