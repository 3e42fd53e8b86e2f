package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.ReleaseView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.ProgramsOrder.Source;
import io.rootlessctl.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Large files of a user's, which are opened with the user's credentials and read without them: the classes that take an
 * archive apart are not loaded as the user.
 */
public final class ProgramSource implements ReleaseView {
    private static final long LARGEST = 1L << 30;

    private final UserCredentials credentials;
    private final Memory memory;
    private final ReadingTime time;
    private final Account as;

    ProgramSource(UserCredentials credentials, Memory memory, Account as) {
        this(credentials, memory, memory.of(List.of("reading time", as), () -> new ReadingTime(ReadingTime.LOOK)), as);
    }

    private ProgramSource(UserCredentials credentials, Memory memory, ReadingTime time, Account as) {
        this.credentials = credentials;
        this.memory = memory;
        this.time = time;
        this.as = as;
    }

    /** For what is unpacked, and may change at any time. */
    public ProgramSource(UserCredentials credentials, Account as) {
        this(credentials, new Memory(false), new ReadingTime(ReadingTime.UNPACKING), as);
    }

    @Override
    public Observation<Path> link(Path path) {
        return credentials.look(path, as, () -> FileStamp.link(path));
    }

    @Override
    public Observation<String> stamp(Path file) {
        return credentials.look(file, as, () -> FileStamp.of(file));
    }

    /** What is done with an open file. */
    public interface Reading<T> {
        T read(InputStream content) throws IOException;
    }

    /**
     * @throws IOException when it is no regular file of a size that may be read, when the user's time is over, or what
     *         {@code reading} throws
     */
    public <T> T reading(Path path, Reading<T> reading) throws IOException {
        try (var file = credentials.as(as, () -> OpenFile.forReading(path))) {
            var status = file.status();
            if (status.type() != FileStatus.Type.FILE) {
                throw new IOException(path + ": found a " + status.type().word() + ", expected a regular file");
            }
            if (status.size() > LARGEST) {
                throw new IOException(path + ": found " + status.size() + " bytes, at most " + LARGEST + " are read");
            }
            return time.of(path, file.stream(), reading);
        }
    }

    @Override
    public Observation<String> digest(Path path) {
        return observed(path, () -> Observation.present(reading(path, content -> Sha256.of(content))));
    }

    @Override
    public Observation<SortedSet<String>> programs(Source source) {
        return memory.of(List.of("programs", source, as), () -> listed(source));
    }

    /** Nothing is taken apart whose sum is not the one that is expected. */
    private Observation<SortedSet<String>> listed(Source source) {
        var digest = digest(source.file());
        if (digest.found().filter(source.sha256()::equals).isEmpty()) {
            return digest.flatMap(found -> FileLook.malformed(source.file(), mismatch(source, found)));
        }
        return observed(source.file(), () -> {
            var names = new TreeSet<String>();
            try {
                reading(source.file(), content -> {
                    ProgramArchive.read(content, source.file().getFileName().toString(), (name, _) -> names.add(name));
                    return names;
                });
            } catch (OpenFile.NotOpened refused) {
                throw refused;
            } catch (IOException problem) {
                return FileLook.malformed(source.file(), FileLook.reason(problem));
            }
            return Observation.present(names);
        });
    }

    public static String mismatch(Source source, String found) {
        return "found the SHA-256 sum " + found + ", expected " + source.sha256()
                + "; fetch it again, or declare the sum of the release that you mean";
    }

    private interface Look<T> {
        Observation<T> now() throws IOException;
    }

    private static <T> Observation<T> observed(Path path, Look<T> look) {
        try {
            return look.now();
        } catch (OpenFile.NotOpened refused) {
            return FileLook.notOpened(path, refused);
        } catch (IOException problem) {
            return FileLook.unreadable(path, problem);
        }
    }
}
