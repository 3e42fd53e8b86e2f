package io.rootlessctl.host;

/**
 * One file of a {@link FileTree}, as a process in the user namespace sees it.
 *
 * @param path below the tree's root, {@code .} for that itself; a character for each byte, as names need not be text
 * @param type as find(1) names it: {@code f} {@code d} {@code l} {@code c} {@code b} {@code p} {@code s}
 * @param stamp another one whenever content, owner, mode or attributes have changed: it has the time of the last change
 * @param inode the same for all hard links to one file
 * @param links how many of those there are
 * @param bytes what it takes on the disk
 * @param size what is read from it, holes and what the file system compresses included
 */
public record TreeEntry(
        String path, char type, String stamp, long inode, long links, long bytes, long size, long uid, long gid) {

    /** A socket is nothing without whoever listens on it, and tar has no place for one. */
    public boolean kept() {
        return type != 's';
    }

    public boolean directory() {
        return type == 'd';
    }

    /** Whether there may be another name for the same file. */
    public boolean linked() {
        return !directory() && links > 1;
    }
}
