package io.rootlessctl.lab;

import io.rootlessctl.host.linux.write.CertificateIssuer;
import io.rootlessctl.model.CertificateOrder;
import io.rootlessctl.model.CertificateOrder.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A server's and a client's files in a directory of a user's, of any time and by any authority. */
public record TlsFiles(RootlessUser user, CertificateOrder order) {

    public static TlsFiles in(RootlessUser user, Path directory, String name, String... addresses) {
        return new TlsFiles(user, new CertificateOrder(directory, name, List.of(addresses)));
    }

    /** @param authority its files; empty for one of their own */
    public TlsFiles put(Instant at, Map<Part, String> authority) throws IOException {
        for (var part : new CertificateIssuer(at).issue(order, authority).entrySet()) {
            user.write(at(part.getKey()), part.getValue());
            user.run("chmod", "%o".formatted(part.getKey().mode()), at(part.getKey()).toString()).expect(0);
        }
        return this;
    }

    public Map<Part, String> authority() {
        return Map.of(Part.AUTHORITY, user.read(at(Part.AUTHORITY)), Part.AUTHORITY_KEY, user.read(at(Part.AUTHORITY_KEY)));
    }

    /** Lets the client here trust the server of the others, whoever has signed its own certificate. */
    public TlsFiles trusting(TlsFiles others) throws IOException {
        Files.copy(others.bundle().resolve("ca.pem"), bundle().resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
        return this;
    }

    public Path at(Part part) {
        return order.at(part);
    }

    /** What docker calls DOCKER_CERT_PATH. */
    public Path bundle() {
        return order.bundle();
    }

    /** As the value of {@code expose.tcp.tls}. */
    public String declared() {
        return "{ ca = \"" + at(Part.AUTHORITY) + "\", cert = \"" + at(Part.SERVER) + "\", key = \"" + at(Part.SERVER_KEY) + "\" }";
    }
}
