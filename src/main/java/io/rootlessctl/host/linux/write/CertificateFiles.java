package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.FileText;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.CertificateOrder;
import io.rootlessctl.model.CertificateOrder.Part;
import io.rootlessctl.model.Observation.Absent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A directory of certificates: filled beside, in a directory that only its owner may enter, and then renamed. Two renames
 * are no single one; where the process ends between them, the former directory still has the authority, which the next
 * issue goes on with. Entries of others go along with ours, so that they are always in the directory itself.
 */
final class CertificateFiles {
    private static final int DIRECTORY = 0700;

    /** File operations with the owner's credentials. */
    interface Owned {
        void run(Path about, Work work) throws IOException;

        interface Work {
            void run() throws IOException;
        }
    }

    private final HostView host;
    private final UserFiles files;
    private final Owned owned;
    private final ForeignEntries others;

    CertificateFiles(HostView host, UserFiles files, Owned owned) {
        this.host = host;
        this.files = files;
        this.owned = owned;
        this.others = new ForeignEntries(files);
    }

    void issue(CertificateOrder order, Account as) throws IOException {
        requireDirectory(order.directory(), as);
        var there = authority(order, as).or(() -> authority(order.in(order.former()), as)).orElse(Map.of());
        var made = new CertificateIssuer(host.now()).issue(order, there);
        var beside = beside(order);
        var former = order.in(order.former());
        owned.run(order.directory(), () -> {
            vacate(beside, order);
            fill(beside, made);
            if (Files.exists(order.directory())) {
                vacate(former, order);
                files.move(order.directory(), order.former());
            }
            files.move(beside.directory(), order.directory());
            others.carry(former, order);
        });
    }

    private static CertificateOrder beside(CertificateOrder order) {
        return order.in(order.directory().resolveSibling("." + order.directory().getFileName() + ".new"));
    }

    private void fill(CertificateOrder beside, Map<Part, String> made) throws IOException {
        files.makeDirectory(beside.directory(), DIRECTORY);
        files.makeDirectory(beside.bundle(), DIRECTORY);
        for (var part : made.entrySet()) {
            files.write(beside.at(part.getKey()), part.getValue().getBytes(StandardCharsets.UTF_8),
                    part.getKey().mode());
        }
    }

    void restore(CertificateOrder order, String digest, Account as) throws IOException {
        // An issue that was killed has left keys there.
        owned.run(order.directory(), () -> remove(beside(order)));
        if (digest(order, as).equals(digest)) {
            return;
        }
        var former = order.in(order.former());
        if (!digest(former, as).equals(digest)) {
            throw new IOException(order.directory() + ": the keys that were there before are not kept any more; apply makes "
                    + "new ones");
        }
        owned.run(order.directory(), () -> {
            vacate(order, former);
            files.move(order.former(), order.directory());
        });
    }

    void discard(CertificateOrder order, Account as) throws IOException {
        requireDirectory(order.directory(), as);
        owned.run(order.directory(), () -> {
            others.carry(order.in(order.former()), order);
            remove(order);
            remove(order.in(order.former()));
            remove(beside(order));
        });
    }

    /** So that another directory can have its name; what is not ours in it moves on. */
    private void vacate(CertificateOrder order, CertificateOrder heir) throws IOException {
        others.carry(order, heir);
        remove(order);
        others.clear(order.directory());
    }

    private void requireDirectory(Path path, Account as) throws IOException {
        var status = host.status(path, as);
        if (status.obstacle().isPresent()) {
            throw new IOException(status.obstacle().get());
        }
        var other = status.found().filter(found -> found.type() != FileStatus.Type.DIRECTORY);
        if (other.isPresent()) {
            throw new IOException(path + ": found a " + other.get().type().word() + ", expected a directory; move it away");
        }
    }

    private Optional<Map<Part, String>> authority(CertificateOrder order, Account as) {
        var found = new EnumMap<Part, String>(Part.class);
        for (var part : List.of(Part.AUTHORITY, Part.AUTHORITY_KEY)) {
            host.text(order.at(part), as).found().map(FileText::content).ifPresent(text -> found.put(part, text));
        }
        return Optional.<Map<Part, String>>of(found).filter(both -> both.size() == 2);
    }

    private String digest(CertificateOrder order, Account as) {
        return host.status(order.directory(), as) instanceof Absent<?> ? ""
                : CertificateOrder.digest(CertificateOrder.PUBLIC.stream()
                        .map(part -> host.text(order.at(part), as).found().map(FileText::content).orElse("")).toList());
    }

    /** Only files of ours go; a directory that holds others stays, with them. */
    private void remove(CertificateOrder order) throws IOException {
        if (!Files.isDirectory(order.directory(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (var part : Part.values()) {
            files.remove(order.at(part));
        }
        files.removeDirectory(order.bundle());
        files.removeDirectory(order.directory());
    }
}
