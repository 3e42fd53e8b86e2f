package io.rootlessctl.resource;

import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.edit.Pem;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** When clients begin to refuse a daemon's API over TCP. */
public final class CertificateEnd {
    private CertificateEnd() {}

    /** Of the server's certificate or its authority's, the earlier; empty without TLS, and while a file cannot be read. */
    public static Optional<Instant> of(Declaration.User user, HostView host) {
        return TcpApi.files(user, host).flatMap(files -> {
            var ends = Stream.of(files.cert(), files.ca()).flatMap(path -> of(path, user, host).stream()).toList();
            return ends.size() < 2 ? Optional.empty() : ends.stream().min(Instant::compareTo);
        });
    }

    /** Of the first of the file's certificates that ends; empty where there is none to be read. */
    static Optional<Instant> of(Path file, Declaration.User user, HostView host) {
        return host.text(file, user.account()).found().map(FileText::content).flatMap(CertificateEnd::end);
    }

    private static Optional<Instant> end(String pem) {
        try {
            return Pem.certificates(pem).stream().map(X509Certificate::getNotAfter).map(java.util.Date::toInstant)
                    .min(Instant::compareTo);
        } catch (MalformedTextException unusable) {
            // Which is a drift and told as one, or dockerd says it.
            return Optional.empty();
        }
    }
}
