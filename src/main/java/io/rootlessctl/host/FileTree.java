package io.rootlessctl.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory whose files belong to a user and to the user's subordinate ids, worked on in a user namespace that has
 * these ids: so the owners that are seen are those that containers see, whatever ids of the host they are.
 */
public interface FileTree {

    /** @param complete whether nothing was in the way of seeing all; in a tree that changes something may be */
    record Listing(List<TreeEntry> entries, boolean complete) {
        public Listing {
            entries = List.copyOf(entries);
        }
    }

    /**
     * How tar ended.
     *
     * @param status 0 all is as it was; 1 a file changed while it was read; else something was not read
     * @param complaint its last line
     */
    record Packed(int status, String complaint) {}

    /**
     * All of it, each directory before what is in it.
     *
     * @throws IOException also when another file system is mounted in it, or a part is a btrfs subvolume
     */
    Listing list() throws IOException;

    /**
     * Writes to the disk what processes have changed: who changes a file through a mapping from then on leaves a time in its
     * stamp, which the kernel omits for a page that is waiting to be written.
     */
    void settle() throws IOException;

    /** Writes the entries, and nothing below them, as a tar stream: with owners by number, attributes, links and holes. */
    Packed pack(List<TreeEntry> entries, OutputStream out) throws IOException;

    /** Makes what such a stream has; what is there under the same name is replaced. */
    void unpack(InputStream tar) throws IOException;

    /** Removes the paths, with all below them; those that are not there are passed over. */
    void remove(List<String> paths) throws IOException;

    /** What the user may still write there, in bytes. */
    long free() throws IOException;

    /** Gives another name to the directory; fails when there is something under it. */
    void moveTo(Path place) throws IOException;
}
