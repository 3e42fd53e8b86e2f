package io.rootlessctl.apply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rootlessctl.edit.Json;
import io.rootlessctl.host.FileTree;
import io.rootlessctl.host.TreeEntry;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Brings an archive up to date with a user's data: once while the daemon runs, then once more while it does not, when only
 * what has changed in between is left to copy. An archive that an earlier backup was killed over is brought up to date in
 * the same way.
 *
 * @param told what is being done
 * @param interrupted whether this process was told to end
 * @param free how much more the archive's file system takes, in bytes
 */
public record Backup(
        Stoppage daemon, FileTree tree, Head head, Consumer<String> told, BooleanSupplier interrupted, Free free) {
    private static final long SEGMENT_BYTES = 128L << 20;
    private static final int SEGMENT_ENTRIES = 20_000;
    private static final int HEAD_AT_MOST = 64 << 10;
    private static final int TRIES = 3;
    private static final int NOT_READ = 2;
    private static final long ROOM = 16L << 20, ROOM_EACH = 16L << 10;
    /** Of a file with holes; the sum of all in a portion is still a number. */
    private static final long ROOM_AT_MOST = 1L << 46;

    /** @param user whose data it is, that lies at {@code dataRoot} */
    public record Head(String user, String dataRoot, Instant at) {}

    public interface Free {
        long bytes() throws IOException;
    }

    /**
     * @param resumed whether an earlier one was gone on with
     * @param stopped how long the daemon was; empty when it did not run
     * @param notes what is not as it was before
     */
    public record Result(
            String sha256, long files, long bytes, boolean resumed, Optional<Duration> stopped, List<String> notes) {}

    /** @param archive to be read and written; empty, or what an earlier backup has left */
    public Result make(FileChannel archive) throws IOException {
        try (var file = ArchiveFile.open(archive); var _ = daemon.exclusive()) {
            if (!file.members().isEmpty() && !file.members().getFirst().name().equals(BackupContents.HEAD)) {
                throw new IOException("found a file that is no backup of rootlessctl's; name another");
            }
            if (!file.members().isEmpty() && file.members().getLast().name().equals(BackupContents.SUMS)) {
                throw new IOException("found a backup that is complete; name another file");
            }
            if (file.members().isEmpty() && archive.size() > 0) {
                requireOurs(archive);
            }
            var contents = new BackupContents(file);
            told.accept("looking at what is there already");
            contents.resume();
            return made(contents);
        }
    }

    /** A process that was killed over the first member leaves zeros, and no more than that. */
    private static void requireOurs(FileChannel archive) throws IOException {
        var first = ByteBuffer.allocate(1);
        archive.read(first, 0);
        if (first.get(0) != 0 || archive.size() > HEAD_AT_MOST) {
            throw new IOException("found a file that is no backup of rootlessctl's; name another");
        }
    }

    private Result made(BackupContents contents) throws IOException {
        boolean resumed = contents.segments() > 0;
        if (contents.empty()) {
            contents.text(BackupContents.HEAD, Json.pretty(JsonNodeFactory.instance.objectNode().put("formatVersion", "1.0")
                    .put("user", head.user()).put("dataRoot", head.dataRoot()).put("at", head.at().toString())) + "\n");
        }
        if (!daemon.runs()) {
            return finished(contents, copyExactly(contents), resumed, Optional.empty(), List.of());
        }
        copyAhead(contents);
        var halted = daemon.stop(told);
        List<TreeEntry> entries;
        try {
            entries = copyExactly(contents);
        } catch (IOException | RuntimeException | Error problem) {
            halted.startAfter(problem);
            throw problem;
        }
        var notes = halted.start();
        return finished(contents, entries, resumed, Optional.of(halted.lasted()), notes);
    }

    /** What could not be read, for it changed or went meanwhile, is left for when the daemon has stopped. */
    private void copyAhead(BackupContents contents) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            var now = tree.list().entries();
            tree.settle();
            if (copy(contents, now, "while the daemon runs", NOT_READ)) {
                return;
            }
        }
    }

    private List<TreeEntry> copyExactly(BackupContents contents) throws IOException {
        var listing = tree.list();
        requireGoingOn(interrupted);
        if (!listing.complete()) {
            throw new IOException(head.dataRoot() + ": not all of it could be looked at");
        }
        copy(contents, listing.entries(), "while the daemon does not run", 1);
        // What was made in them since has changed the times of the directories that a restore makes.
        var directories = listing.entries().stream().filter(TreeEntry::directory).toList();
        contents.segment(List.of(), directories, out -> pack(directories, out, 1));
        return listing.entries();
    }

    /** @return false when something could not be read, and the caller lets that pass */
    private boolean copy(BackupContents contents, List<TreeEntry> now, String when, int failure) throws IOException {
        var gone = contents.gone(now);
        var batches = Batches.of(now, contents, SEGMENT_BYTES, SEGMENT_ENTRIES);
        requireSpace(batches);
        long all = batches.stream().flatMap(List::stream).mapToLong(TreeEntry::bytes).sum();
        long done = 0;
        for (var batch : batches.isEmpty() && !gone.isEmpty() ? List.of(List.<TreeEntry>of()) : batches) {
            told.accept("copying " + when + ", " + (all == 0 ? 100 : done * 100 / all) + " % of " + Size.of(all));
            try {
                contents.segment(gone, batch, out -> pack(batch, out, failure));
            } catch (Unread unread) {
                if (failure == NOT_READ) {
                    return false;
                }
                throw unread;
            }
            gone = List.of();
            done += batch.stream().mapToLong(TreeEntry::bytes).sum();
        }
        return true;
    }

    private void requireSpace(List<List<TreeEntry>> batches) throws IOException {
        long needed = batches.stream().flatMap(List::stream).mapToLong(entry -> entry.bytes() + TarHeader.SIZE * 3L).sum();
        if (needed > free.bytes()) {
            throw new IOException("the archive needs " + Size.of(needed) + ", and its file system has "
                    + Size.of(free.bytes()) + " free; name a file elsewhere");
        }
    }

    private void pack(List<TreeEntry> entries, OutputStream out, int failure) throws IOException {
        var packed = tree.pack(entries, new Attentive(out, interrupted, room(entries), head.dataRoot()));
        requireGoingOn(interrupted);
        if (packed.status() >= failure) {
            throw new Unread(head.dataRoot() + ": " + packed.complaint());
        }
    }

    /** tar may add names, attributes and where the holes are. */
    private static long room(List<TreeEntry> entries) {
        return ROOM + entries.stream().mapToLong(entry -> {
            long most = Math.min(Math.max(entry.bytes(), entry.size()), ROOM_AT_MOST);
            return most + most / 100 + ROOM_EACH;
        }).sum();
    }

    private Result finished(
            BackupContents contents, List<TreeEntry> entries, boolean resumed, Optional<Duration> stopped, List<String> notes)
            throws IOException {
        long bytes = entries.stream().mapToLong(TreeEntry::bytes).sum();
        contents.text(BackupContents.SUMMARY, Json.pretty(JsonNodeFactory.instance.objectNode().put("files", entries.size())
                .put("bytes", bytes).put("maxUid", entries.stream().mapToLong(TreeEntry::uid).max().orElse(0))
                .put("maxGid", entries.stream().mapToLong(TreeEntry::gid).max().orElse(0))) + "\n");
        return new Result(contents.finish(), entries.size(), bytes, resumed, stopped, notes);
    }

    /** Ctrl-C in a terminal ends tar and find, too, which is then no fault of theirs. */
    private static void requireGoingOn(BooleanSupplier interrupted) throws IOException {
        if (interrupted.getAsBoolean()) {
            throw new IOException("interrupted by a signal; the same command goes on from here");
        }
    }

    /** tar could not read all, or wrote more: a file has grown meanwhile, or it is not tar that runs for the user. */
    private static final class Unread extends IOException {
        private static final long serialVersionUID = 1L;

        Unread(String message) {
            super(message);
        }
    }

    /** Ends with an exception as soon as this process is told to end, or there is more than can be. */
    private static final class Attentive extends FilterOutputStream {
        private final BooleanSupplier interrupted;
        private final String subject;
        private long left;

        Attentive(OutputStream out, BooleanSupplier interrupted, long most, String subject) {
            super(out);
            this.interrupted = interrupted;
            this.left = most;
            this.subject = subject;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            requireGoingOn(interrupted);
            left -= count;
            if (left < 0) {
                throw new Unread(subject + ": found more in the archive than its files can be; look what changes them, and "
                        + "which rootlesskit the user has");
            }
            out.write(bytes, offset, count);
        }
    }
}
