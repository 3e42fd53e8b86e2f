package io.rootlessctl.host.linux;

import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** What tells one file, or link, from another without reading it, with the credentials of the thread that looks. */
final class FileStamp {
    private FileStamp() {}

    static Observation<Path> link(Path path) {
        try {
            return Observation.present(Files.readSymbolicLink(path));
        } catch (NoSuchFileException _) {
            return Observation.absent();
        } catch (NotLinkException _) {
            return FileLook.malformed(path, "found no symbolic link");
        } catch (IOException problem) {
            return FileLook.belowFile(path) ? Observation.absent() : FileLook.unreadable(path, problem);
        }
    }

    /** The kernel sets the time of change itself, with whatever is done to the file. */
    static Observation<String> of(Path path) {
        try {
            var seen = Files.readAttributes(path, "unix:ino,size,ctime", LinkOption.NOFOLLOW_LINKS);
            var changed = ((FileTime) seen.get("ctime")).toInstant();
            return Observation.present(seen.get("ino") + " " + seen.get("size") + " " + changed.getEpochSecond() + "."
                    + changed.getNano());
        } catch (NoSuchFileException _) {
            return Observation.absent();
        } catch (IOException problem) {
            return FileLook.belowFile(path) ? Observation.absent() : FileLook.unreadable(path, problem);
        }
    }
}
