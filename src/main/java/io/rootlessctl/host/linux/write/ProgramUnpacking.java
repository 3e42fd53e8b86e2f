package io.rootlessctl.host.linux.write;

import io.rootlessctl.edit.ChecksumList;
import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.ProgramArchive;
import io.rootlessctl.host.linux.ProgramSource;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.ProgramsOrder;
import io.rootlessctl.model.ProgramsOrder.Source;
import io.rootlessctl.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One version's directory: filled beside, and then renamed. Where it is there and a program of it is not as it was
 * unpacked, that program alone is replaced, by a rename too.
 */
final class ProgramUnpacking {
    private static final int PROGRAM = 0755;
    private static final int DIRECTORY = 0755;

    private final LinuxHost host;
    private final UserFiles files;
    private final Account as;
    private final ProgramFiles.Owned owned;

    ProgramUnpacking(LinuxHost host, UserFiles files, Account as, ProgramFiles.Owned owned) {
        this.host = host;
        this.files = files;
        this.as = as;
        this.owned = owned;
    }

    /** The names of the programs, once all of them are there. */
    SortedSet<String> whole(ProgramsOrder order) throws IOException {
        discardLeft(order);
        var sums = sums(order);
        if (sums.isPresent() && damaged(order, sums.get()).isEmpty()) {
            return new TreeSet<>(sums.get().sums().keySet());
        }
        var beside = beside(order);
        try {
            var unpacked = unpack(order, beside);
            put(order, beside, unpacked);
            return new TreeSet<>(unpacked.sums().keySet());
        } finally {
            discardLeft(order);
        }
    }

    /** What was being unpacked, or linked, when its process was killed. */
    void discardLeft(ProgramsOrder order) throws IOException {
        for (var left : host.list(order.root(), as).found().orElse(List.of())) {
            if (left.getFileName().toString().matches("\\..+\\.rootlessctl")) {
                owned.run(left, () -> files.discard(left));
            }
        }
    }

    private static Path beside(ProgramsOrder order) {
        return order.root().resolve("." + order.version() + ".rootlessctl");
    }

    private Optional<ChecksumList> sums(ProgramsOrder order) {
        return host.text(order.directory().resolve(ProgramsOrder.SUMS), as).found().map(FileText::content).flatMap(text -> {
            try {
                return Optional.of(ChecksumList.parse(text)).filter(list -> ProgramsOrder.lists(list.sums().keySet()));
            } catch (MalformedTextException _) {
                // Whatever it is, it is written anew.
                return Optional.empty();
            }
        });
    }

    private SortedSet<String> damaged(ProgramsOrder order, ChecksumList sums) {
        var damaged = new TreeSet<String>();
        var releases = host.releases(as);
        var left = new AtomicLong(ProgramsOrder.ALL);
        sums.sums().forEach((name, sum) -> {
            var file = order.directory().resolve(name);
            boolean runs = host.status(file, as).found().filter(status -> (status.mode() & PROGRAM) == PROGRAM)
                    .filter(status -> left.addAndGet(-status.size()) >= 0).isPresent();
            if (!runs || releases.digest(file).found().filter(sum::equals).isEmpty()) {
                damaged.add(name);
            }
        });
        return damaged;
    }

    private ChecksumList unpack(ProgramsOrder order, Path beside) throws IOException {
        owned.run(beside, () -> files.makeDirectory(beside, DIRECTORY));
        var sums = new LinkedHashMap<String, String>();
        for (var source : order.sources()) {
            Failure.about(source.file(), () -> new ProgramSource(host.credentials(), as)
                    .reading(source.file(), content -> unpack(source, content, beside, sums)));
        }
        var list = new ChecksumList(sums);
        var from = new LinkedHashMap<String, String>();
        order.sources().forEach(source -> from.put(source.file().toString(), source.sha256()));
        write(beside.resolve(ProgramsOrder.SUMS), list.text());
        write(beside.resolve(ProgramsOrder.SOURCES), new ChecksumList(from).text());
        return list;
    }

    /** Another file could be there by now than the one that was planned with: the sum counts of what was unpacked. */
    private String unpack(Source source, InputStream content, Path beside, SequencedMap<String, String> sums)
            throws IOException {
        var digest = new DigestInputStream(content, Sha256.digest());
        ProgramArchive.read(digest, source.file().getFileName().toString(), (name, program) -> {
            if (sums.containsKey(name)) {
                throw new IOException(name + " is in another source, too");
            }
            sums.put(name, unpack(program, beside.resolve(name)));
        });
        digest.transferTo(OutputStream.nullOutputStream());
        var found = HexFormat.of().formatHex(digest.getMessageDigest().digest());
        if (!found.equals(source.sha256())) {
            throw new IOException(ProgramSource.mismatch(source, found));
        }
        return found;
    }

    /** Opened as the owner; written to by this thread, whose classes are not the owner's to read. */
    private String unpack(InputStream program, Path file) throws IOException {
        var digest = new DigestInputStream(program, Sha256.digest());
        var buffer = new byte[1 << 16];
        try (FileChannel channel = host.credentials().as(as, () -> files.create(file, PROGRAM))) {
            for (int count = digest.read(buffer); count >= 0; count = digest.read(buffer)) {
                for (var bytes = ByteBuffer.wrap(buffer, 0, count); bytes.hasRemaining(); ) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
        return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    }

    private void write(Path file, String text) throws IOException {
        owned.run(file, () -> files.write(file, text.getBytes(StandardCharsets.UTF_8), 0644));
    }

    private void put(ProgramsOrder order, Path beside, ChecksumList unpacked) throws IOException {
        if (host.status(order.directory(), as) instanceof Absent<?>) {
            owned.run(order.directory(), () -> files.move(beside, order.directory()));
            return;
        }
        for (var name : damaged(order, unpacked)) {
            owned.run(order.directory().resolve(name), () -> files.move(beside.resolve(name), order.directory().resolve(name)));
        }
        for (var name : new String[] {ProgramsOrder.SUMS, ProgramsOrder.SOURCES}) {
            owned.run(order.directory().resolve(name), () -> files.move(beside.resolve(name), order.directory().resolve(name)));
        }
    }
}
