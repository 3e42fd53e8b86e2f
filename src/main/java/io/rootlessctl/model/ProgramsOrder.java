package io.rootlessctl.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Programs that belong together, out of archives. Every version is whole in a directory of its own, and one link says
 * which of them is used, so that there is never a mix of two:
 *
 * <pre>
 * ROOT/29.7.0-0f3a9c04b2d1/    dockerd, runc, ... and SHA256SUMS of them, SOURCES with that of the archives
 * ROOT/current                 -> ROOT/29.7.0-0f3a9c04b2d1
 * ROOT/previous                -> the version before, kept for a rollback
 * BIN/dockerd                  -> ROOT/current/dockerd
 * </pre>
 *
 * @param version the name of the directory: other archives, another name
 */
public record ProgramsOrder(Path root, Path bin, String version, List<Source> sources) {
    public static final String SUMS = "SHA256SUMS";
    public static final String SOURCES = "SOURCES";
    /** What a program may be called. */
    public static final Pattern PROGRAM = Pattern.compile("[A-Za-z0-9][\\w.+-]{0,63}");
    /** Programs of a version, and archives that it may be out of. */
    public static final int MOST = 100;
    /** Bytes of all programs of a version. */
    public static final long ALL = 2L << 30;
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][\\w.+-]{0,127}");
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)+(?:-(?:alpha|beta|rc)[.\\d]*)?");
    private static final int DIGITS = 12;

    /**
     * An archive, or a program by itself.
     *
     * @param sha256 of the file, 64 small hexadecimal digits
     */
    public record Source(Path file, String sha256) {}

    public ProgramsOrder {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(version + ": no name of a version");
        }
        sources = List.copyOf(sources);
    }

    /** The version is told by the name of the first source, for people, and by what is in all of them. */
    public static ProgramsOrder of(Path root, Path bin, List<Source> sources) {
        var number = NUMBER.matcher(sources.getFirst().file().getFileName().toString());
        var sums = sources.stream().map(Source::sha256).sorted().collect(Collectors.joining("\n"));
        return new ProgramsOrder(root, bin, (number.find() ? number.group() : "set") + "-" + Sha256.of(sums).substring(0, DIGITS),
                sources);
    }

    public Path directory() {
        return root.resolve(version);
    }

    public Path current() {
        return root.resolve("current");
    }

    public Path previous() {
        return root.resolve("previous");
    }

    /** Where a program is found by its name. */
    public Path link(String program) {
        return bin.resolve(program);
    }

    /** Where that leads. */
    public Path target(String program) {
        return current().resolve(program);
    }

    /** Whether a version may be of these programs. The list in its directory is the user's own, who may write anything there. */
    public static boolean lists(Set<String> programs) {
        return programs.size() <= MOST && programs.stream().allMatch(name -> PROGRAM.matcher(name).matches());
    }
}
