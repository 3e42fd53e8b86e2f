package io.rootlessctl.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.apply.ArchiveFile.Member;
import io.rootlessctl.host.FileTree;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.host.IdType;
import io.rootlessctl.resource.Declaration;
import io.rootlessctl.resource.IdMaps;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Makes a user's data again from a backup: in a directory beside the data directory, which takes its place at once when it
 * is whole. What was made is noted after each segment, so that a restore that was killed is gone on with.
 *
 * @param replace whether what is there may go
 * @param told what is being done
 * @param interrupted whether this process was told to end
 */
public record Restoration(
        Declaration.User user, Path dataRoot, boolean replace, Stoppage daemon, HostView host, HostWriter writer,
        Consumer<String> told, BooleanSupplier interrupted) {
    private static final String BESIDE = ".rootlessctl-restore", FORMER = ".rootlessctl-former", PROGRESS = ".rootlessctl-restore.progress";
    private static final int OWNER_ONLY = 0600;

    /**
     * @param from where the data was when it was backed up
     * @param notes what is not as it was before
     */
    public record Result(
            String sha256, long files, long bytes, String from, boolean resumed, Optional<Duration> stopped,
            List<String> notes) {}

    /** @param expected the archive's sum, where the caller knows it */
    public Result make(FileChannel archive, Optional<String> expected) throws IOException {
        try (var file = ArchiveFile.open(archive); var _ = daemon.exclusive()) {
            told.accept("checking the archive");
            var whole = WholeArchive.verified(file);
            if (expected.isPresent() && !expected.get().equalsIgnoreCase(whole.sha256())) {
                throw new IOException("the archive's sum is " + whole.sha256() + ", and not the one that is expected");
            }
            requireIds(whole.summary());
            requirePlace();
            boolean resumed = unpacked(file, whole);
            return swapped(whole, resumed);
        }
    }

    /** The archive has ids as containers see them: they have to be ids here, too. */
    private void requireIds(JsonNode summary) throws IOException {
        var maps = IdMaps.of(user, host);
        require(maps, IdType.UID, "user", summary.path("maxUid").asLong());
        require(maps, IdType.GID, "group", summary.path("maxGid").asLong());
    }

    private void require(IdMaps maps, IdType type, String word, long largest) throws IOException {
        if (maps.onHost(type, largest).isEmpty()) {
            throw new IOException("the archive has files of " + word + " " + largest + ", and the containers of "
                    + user.name() + " have " + maps.inside(type) + "; enlarge id-map.size");
        }
    }

    private void requirePlace() throws IOException {
        var there = host.list(dataRoot, user.account());
        if (there.obstacle().isPresent()) {
            throw new IOException(there.obstacle().get());
        }
        if (!replace && host.status(beside(FORMER), user.account()).found().isPresent()) {
            throw new IOException(beside(FORMER) + ": found the data of before a restore that was cut off; it goes only with "
                    + "--replace");
        }
        if (!replace && there.found().filter(files -> !files.isEmpty()).isPresent()) {
            throw new IOException(dataRoot + ": found data; it is replaced only with --replace, and then gone");
        }
    }

    private Path beside(String suffix) {
        return dataRoot.resolveSibling(dataRoot.getFileName() + suffix);
    }

    /** @return whether an earlier restore was gone on with */
    private boolean unpacked(ArchiveFile file, WholeArchive whole) throws IOException {
        var place = beside(BESIDE);
        int done = done(whole);
        if (done == 0) {
            writer.purgeTree(place, user.account());
            makeDirectories(place);
        }
        requireSpace(whole);
        var tree = writer.fileTree(place, user.account());
        var steps = whole.steps();
        for (int i = done; i < steps.size(); i++) {
            told.accept("restoring, " + whole.percent(i) + " % of " + Size.of(whole.summary().path("bytes").asLong()));
            step(file, tree, steps.get(i));
            note(whole, i + 1);
        }
        return done > 0;
    }

    private void step(ArchiveFile file, FileTree tree, Member step) throws IOException {
        if (step.name().endsWith(BackupContents.GONE)) {
            tree.remove(BackupContents.strings(file, step));
        } else {
            try (var content = new Attentive(file.content(step), interrupted)) {
                tree.unpack(content);
            }
        }
    }

    private int done(WholeArchive whole) {
        var text = host.text(beside(PROGRESS), user.account()).found().map(FileText::content).orElse("");
        var fields = text.strip().split(" ");
        boolean ours = fields.length == 2 && fields[0].equals(whole.sha256()) && fields[1].matches("\\d{1,9}")
                && host.status(beside(BESIDE), user.account()).found().isPresent();
        return ours ? Math.min(Integer.parseInt(fields[1]), whole.steps().size()) : 0;
    }

    private void note(WholeArchive whole, int done) throws IOException {
        writer.writeFile(beside(PROGRESS), whole.sha256() + " " + done + "\n", OWNER_ONLY, user.account());
    }

    private void makeDirectories(Path place) throws IOException {
        if (host.status(place.getParent(), user.account()).found().isEmpty()) {
            makeDirectories(place.getParent());
        }
        if (host.status(place, user.account()).found().isEmpty()) {
            writer.makeDirectory(place, 0700, user.account());
        }
    }

    private void requireSpace(WholeArchive whole) throws IOException {
        long needed = whole.summary().path("bytes").asLong() * (100 - whole.percent(done(whole))) / 100;
        long free = writer.fileTree(dataRoot, user.account()).free();
        if (needed > free) {
            throw new IOException(dataRoot + ": the data takes " + Size.of(needed) + ", and its file system has "
                    + Size.of(free) + " free");
        }
    }

    private Result swapped(WholeArchive whole, boolean resumed) throws IOException {
        var summary = whole.summary();
        var stopped = Optional.<Duration>empty();
        var notes = List.<String>of();
        if (daemon.runs()) {
            var halted = daemon.stop(told);
            try {
                swap();
                notes = halted.start();
            } catch (IOException | RuntimeException | Error problem) {
                swapBack(problem);
                halted.startAfter(problem);
                throw problem;
            }
            stopped = Optional.of(halted.lasted());
        } else {
            swap();
        }
        told.accept("removing what was there before");
        writer.removeFile(beside(PROGRESS), user.account());
        writer.purgeTree(beside(FORMER), user.account());
        return new Result(whole.sha256(), summary.path("files").asLong(), summary.path("bytes").asLong(),
                whole.from(), resumed, stopped, notes);
    }

    private void swap() throws IOException {
        told.accept("putting it in its place");
        writer.purgeTree(beside(FORMER), user.account());
        if (host.status(dataRoot, user.account()).found().isPresent()) {
            writer.fileTree(dataRoot, user.account()).moveTo(beside(FORMER));
        }
        writer.fileTree(beside(BESIDE), user.account()).moveTo(dataRoot);
    }

    /** The daemon did not come up on it, or it could not be put in its place: it goes beside again. */
    private void swapBack(Throwable problem) {
        try {
            boolean moved = host.status(beside(BESIDE), user.account()).found().isEmpty();
            if (moved) {
                if (daemon.runs()) {
                    daemon.stop(told);
                }
                writer.fileTree(dataRoot, user.account()).moveTo(beside(BESIDE));
            }
            if (host.status(beside(FORMER), user.account()).found().isPresent()) {
                writer.fileTree(beside(FORMER), user.account()).moveTo(dataRoot);
            }
        } catch (IOException second) {
            problem.addSuppressed(second);
        }
    }

    /** Ends with an exception as soon as this process is told to end. */
    private static final class Attentive extends FilterInputStream {
        private final BooleanSupplier interrupted;

        Attentive(InputStream in, BooleanSupplier interrupted) {
            super(in);
            this.interrupted = interrupted;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            if (interrupted.getAsBoolean()) {
                throw new IOException("interrupted by a signal; the same command goes on from here");
            }
            return super.read(bytes, offset, count);
        }
    }
}
