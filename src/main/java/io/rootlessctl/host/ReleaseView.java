package io.rootlessctl.host;

import io.rootlessctl.model.Observation;
import io.rootlessctl.model.ProgramsOrder.Source;
import java.nio.file.Path;
import java.util.SortedSet;

/** Read-only queries about releases of programs, and about files that are too large for {@link HostView#text}. */
public interface ReleaseView {

    /** Where a symbolic link points to, as it is written. */
    Observation<Path> link(Path path);

    /** What differs once a file, or the one that is at its path, has been changed in any way; to be compared only. */
    Observation<String> stamp(Path file);

    /** The SHA-256 sum of a regular file of at most 1 GiB; a link in its last element is not followed. */
    Observation<String> digest(Path file);

    /**
     * The names of the programs in an archive, or the name of a file that is a program itself. Malformed when its sum is
     * another one, or when there is anything in it that a release of programs does not have.
     */
    Observation<SortedSet<String>> programs(Source source);
}
