package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.NearestFile;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What is at a path, seen with the credentials of the thread that looks; nothing here waits or throws. */
public final class FileLook {
    static final String ATTRIBUTES = "unix:mode,uid,gid,size";
    static final int LIMIT = 1 << 20;
    private static final int SHARED_LIMIT = 16 << 20;
    private static final int ENTRIES_LIMIT = 10_000;
    private static final int TAIL_LIMIT = 1 << 18;
    private static final int TYPE = 0170000;

    private FileLook() {}

    /** Type, mode and owner of the path itself. */
    public static Observation<FileStatus> status(Path path) {
        try {
            // Much that is looked at is not there, and an exception costs more than asking twice.
            if (path.getFileSystem().provider().readAttributesIfExists(
                    path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS) == null) {
                return Observation.absent();
            }
            return Observation.present(status(Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS)));
        } catch (NoSuchFileException _) {
            return Observation.absent();
        } catch (IOException problem) {
            return belowFile(path) ? Observation.absent() : unreadable(path, problem);
        }
    }

    /** The first of the path and those above it that is there. */
    static Observation<NearestFile> nearestFile(Path path) {
        var status = status(path);
        return status instanceof Observation.Absent<FileStatus>() && path.getParent() != null
                ? nearestFile(path.getParent()) : status.map(found -> new NearestFile(path, found));
    }

    /** Strict UTF-8 of at most 1 MiB. */
    static Observation<FileText> text(Path path) {
        return text(path, LIMIT, bytes -> {
            var decoded = Utf8.decode(bytes);
            return decoded.fault() < 0 ? Observation.present(decoded.text())
                    : malformed(path, "byte " + decoded.fault() + ": found invalid UTF-8");
        });
    }

    /**
     * At most 16 MiB of a file that anybody has a say in, as the comments of /etc/passwd or the places of mounts: what is
     * no UTF-8 there is replaced, so that it makes nobody else's line unreadable.
     */
    static Observation<FileText> sharedText(Path path) {
        return text(path, SHARED_LIMIT, bytes -> Observation.present(new String(bytes, StandardCharsets.UTF_8)));
    }

    private static Observation<FileText> text(Path path, int limit, Function<byte[], Observation<String>> decoder) {
        try (var file = OpenFile.forReading(path)) {
            var status = file.status();
            if (status.type() != FileStatus.Type.FILE) {
                return malformed(path, "found a " + status.type().word() + ", expected a regular file");
            }
            var bytes = file.read(limit + 1);
            if (bytes.length > limit) {
                return malformed(path, "found " + Math.max(status.size(), bytes.length) + " bytes, at most " + limit
                        + " are read");
            }
            var modified = file.modified();
            return decoder.apply(bytes).map(text -> new FileText(text, status, modified));
        } catch (OpenFile.NotOpened refused) {
            return notOpened(path, refused);
        } catch (IOException problem) {
            return unreadable(path, problem);
        }
    }

    /** A file of root's own, which may be a link, as {@code /etc/os-release} is nearly everywhere. */
    static Observation<FileText> system(Path path) {
        try {
            return sharedText(path.toRealPath());
        } catch (NoSuchFileException _) {
            return Observation.absent();
        } catch (IOException problem) {
            return unreadable(path, problem);
        }
    }

    /** The last lines of a file that may be of any size and need not be UTF-8. */
    static Observation<List<String>> tail(Path path, int lines) {
        try (var file = OpenFile.forReading(path)) {
            var status = file.status();
            if (status.type() != FileStatus.Type.FILE) {
                return malformed(path, "found a " + status.type().word() + ", expected a regular file");
            }
            file.skip(Math.max(0, status.size() - TAIL_LIMIT));
            var all = new String(file.read(TAIL_LIMIT), StandardCharsets.UTF_8).lines().toList();
            return Observation.present(all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (OpenFile.NotOpened refused) {
            return notOpened(path, refused);
        } catch (IOException problem) {
            return unreadable(path, problem);
        }
    }

    /** See {@link OpenFile#lockedBy}. */
    static Observation<Long> lockHolder(Path path) {
        try (var file = OpenFile.forReading(path)) {
            var process = file.lockedBy();
            return process.isPresent() ? Observation.present(process.getAsLong()) : Observation.absent();
        } catch (OpenFile.NotOpened refused) {
            return notOpened(path, refused);
        } catch (IOException problem) {
            return unreadable(path, problem);
        }
    }

    /** Sorted; a directory with more entries than are read is malformed. */
    static Observation<List<Path>> list(Path directory) {
        var status = status(directory);
        if (status.found().isEmpty()) {
            return status.map(_ -> List.of());
        }
        if (status.found().get().type() != FileStatus.Type.DIRECTORY) {
            return malformed(directory, "found a " + status.found().get().type().word() + ", expected a directory");
        }
        try (var entries = Files.list(directory)) {
            var all = entries.limit(ENTRIES_LIMIT + 1L).sorted().toList();
            return all.size() > ENTRIES_LIMIT
                    ? malformed(directory, "found more than " + ENTRIES_LIMIT + " entries")
                    : Observation.present(all);
        } catch (IOException problem) {
            return unreadable(directory, problem);
        } catch (UncheckedIOException problem) {
            return unreadable(directory, problem.getCause());
        }
    }

    /** See {@link FileCapabilities}. */
    static Observation<String> capabilities(Path file) {
        var status = status(file);
        if (status.found().isEmpty()) {
            return status.map(_ -> "");
        }
        var bytes = new byte[FileCapabilities.LIMIT];
        long size = LibC.getxattr(file.toString(), "security.capability", bytes, bytes.length);
        if (size < 0) {
            int error = LibC.error();
            return error == LibC.ENODATA || error == LibC.EOPNOTSUPP ? Observation.present("")
                    : new Observation.Unreadable<>(file.toString(), LibC.strerror(error));
        }
        return FileCapabilities.parse(Arrays.copyOf(bytes, (int) size)).map(Observation::present)
                .orElseGet(() -> malformed(file, "security.capability: found " + size + " bytes, not understood"));
    }

    /** The path, or its nearest parent that is there, with every link resolved. */
    static Observation<Path> real(Path path) throws IOException {
        return Observation.present(nearest(path));
    }

    private static Path nearest(Path path) throws IOException {
        for (var at = path.toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at)) {
                return at.toRealPath();
            }
        }
        return path.getRoot();
    }

    static <T> Observation<T> notOpened(Path path, OpenFile.NotOpened refused) {
        if (refused.absent()) {
            return Observation.absent();
        }
        if (refused.link()) {
            return malformed(path, "found a symbolic link, expected a regular file; name the file it points to");
        }
        return refused.noDevice()
                ? malformed(path, "found a socket, expected a regular file")
                : unreadable(path, refused);
    }

    static FileStatus status(Map<String, Object> attributes) {
        int mode = (int) attributes.get("mode");
        return new FileStatus(
                type(mode & TYPE), mode & 07777, Integer.toUnsignedLong((int) attributes.get("uid")),
                Integer.toUnsignedLong((int) attributes.get("gid")), (long) attributes.get("size"));
    }

    private static FileStatus.Type type(int bits) {
        return switch (bits) {
            case 0100000 -> FileStatus.Type.FILE;
            case 0040000 -> FileStatus.Type.DIRECTORY;
            case 0120000 -> FileStatus.Type.LINK;
            case 0140000 -> FileStatus.Type.SOCKET;
            case 0060000, 0020000 -> FileStatus.Type.DEVICE;
            default -> FileStatus.Type.OTHER;
        };
    }

    /** Whether the system's "not a directory" is the reason: then there is nothing at the path either. */
    public static boolean belowFile(Path path) {
        for (var at = path.getParent(); at != null; at = at.getParent()) {
            if (Files.exists(at)) {
                return !Files.isDirectory(at);
            }
        }
        return false;
    }

    static <T> Observation<T> unreadable(Path path, IOException problem) {
        return new Observation.Unreadable<>(path.toString(), reason(problem));
    }

    static <T> Observation<T> malformed(Path path, String problem) {
        return new Observation.Malformed<>(path.toString(), problem);
    }

    /** What went wrong, without the path that the JDK puts before it. */
    public static String reason(IOException problem) {
        return switch (problem) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException missing when missing.getReason() == null -> "no such file or directory";
            case FileAlreadyExistsException _ -> "there is something already";
            case FileSystemException system when system.getReason() != null -> lowerFirst(system.getReason());
            case IOException other -> String.valueOf(other.getMessage());
        };
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
