package io.rootlessctl.host;

import io.rootlessctl.host.linux.write.CertificateIssuer;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.CertificateOrder;
import io.rootlessctl.model.CertificateOrder.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Real keys and certificates, the same ones for one order on one day: hosts that are set up alike stay alike. */
public final class FakeCertificates {
    private static final Map<Order, Map<Part, String>> MADE = new ConcurrentHashMap<>();

    private record Order(CertificateOrder order, Map<Part, String> authority, Instant day) {}

    private final FakeFiles files;
    private final FakeClock clock;

    FakeCertificates(FakeFiles files, FakeClock clock) {
        this.files = files;
        this.clock = clock;
    }

    /** As that order is carried out at that time on any fake host, where no authority is yet. */
    public static Map<Part, String> made(CertificateOrder order, Instant at) throws IOException {
        return made(new Order(order, Map.of(), at.truncatedTo(ChronoUnit.DAYS)));
    }

    private static Map<Part, String> made(Order order) throws IOException {
        var known = MADE.get(order);
        if (known == null) {
            known = new CertificateIssuer(order.day()).issue(order.order(), order.authority());
            MADE.put(order, known);
        }
        return known;
    }

    void issue(CertificateOrder order, Account as) throws IOException {
        var made = made(new Order(order, authority(order), clock.now().truncatedTo(ChronoUnit.DAYS)));
        if (files.status(order.directory()).isPresent()) {
            files.drop(order.former());
            files.move(order.directory(), order.former());
        }
        for (var directory : List.of(order.directory(), order.bundle())) {
            files.makeDirectory(directory, 0700, as);
        }
        for (var part : made.entrySet()) {
            files.write(order.at(part.getKey()), part.getValue(), part.getKey().mode(), as);
        }
    }

    private Map<Part, String> authority(CertificateOrder order) {
        var found = new EnumMap<Part, String>(Part.class);
        for (var part : List.of(Part.AUTHORITY, Part.AUTHORITY_KEY)) {
            files.content(order.at(part)).ifPresent(text -> found.put(part, text));
        }
        return found;
    }

    void restore(CertificateOrder order, String digest, Account as) throws IOException {
        if (digest(order).equals(digest)) {
            return;
        }
        if (!digest(order.in(order.former())).equals(digest)) {
            throw new IOException(order.directory() + ": the keys that were there before are not kept any more");
        }
        files.drop(order.directory());
        files.move(order.former(), order.directory());
    }

    private String digest(CertificateOrder order) {
        return CertificateOrder.digest(CertificateOrder.PUBLIC.stream()
                .map(part -> files.content(order.at(part)).orElse("")).toList());
    }

    void discard(CertificateOrder order) {
        for (var path : List.<Path>of(order.directory(), order.former())) {
            files.drop(path);
        }
    }
}
