package io.rootlessctl.resource;

import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.edit.Pem;
import io.rootlessctl.edit.ShellWord;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation.Absent;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a server's files that somebody else has made will do, all that is wrong with them at once: a daemon that finds
 * out by itself has been stopped by then.
 */
final class GivenCertificates {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private final TcpApi.Files files;
    private final List<String> names;
    private final Account owner;
    private final HostView host;
    private final Instant now;
    private final List<String> problems = new ArrayList<>();
    private final List<X509Certificate> chain;
    private final List<X509Certificate> authorities;

    /** @param names what the certificate has to be good for */
    GivenCertificates(TcpApi.Files files, List<String> names, Account owner, HostView host) {
        this.files = files;
        this.names = names;
        this.owner = owner;
        this.host = host;
        this.now = host.now();
        authorities = certificates(files.ca());
        chain = certificates(files.cert());
        var key = key();
        if (!chain.isEmpty()) {
            checkServer(chain.getFirst(), key);
        }
        if (!chain.isEmpty() && !authorities.isEmpty()) {
            checkChain();
        }
    }

    /** Each begins with the file that it is about. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** What still does, and soon will not. */
    Optional<String> ending() {
        return ending(files.cert(), chain).or(() -> ending(files.ca(), authorities));
    }

    private Optional<String> ending(Path file, List<X509Certificate> certificates) {
        return certificates.stream().map(certificate -> certificate.getNotAfter().toInstant()).min(Instant::compareTo)
                .filter(until -> CertificateLook.term(Instant.MIN, until, now).startsWith("ends "))
                .map(until -> file + ": ends " + CertificateLook.day(until) + "; put a new one there and apply");
    }

    private List<X509Certificate> certificates(Path path) {
        return read(path, 0022, "may be changed by others; chmod go-w").map(text -> {
            try {
                return Pem.certificates(text);
            } catch (MalformedTextException e) {
                problems.add(path + ": " + e.getMessage());
                return List.<X509Certificate>of();
            }
        }).orElse(List.of());
    }

    private Optional<PrivateKey> key() {
        return read(files.key(), 0077, "may be read by others, expected 0600; chmod 0600").flatMap(text -> {
            try {
                return Optional.of(Pem.key(text));
            } catch (MalformedTextException e) {
                problems.add(files.key() + ": " + e.getMessage());
                return Optional.empty();
            }
        });
    }

    /** @param closed the permission bits that nobody may have, and what it means to have them */
    private Optional<String> read(Path path, int closed, String fault) {
        var seen = host.text(path, owner);
        seen.obstacle().ifPresent(problems::add);
        if (seen instanceof Absent<?>) {
            problems.add(path + ": not there; put it there, or declare expose.tcp.tls = \"generate\"");
        }
        seen.found().map(FileText::status).ifPresent(status -> {
            if (status.uid() != owner.uid() && status.uid() != 0) {
                problems.add(path + ": belongs to user " + status.uid() + ", expected " + owner.name());
            }
            if ((status.mode() & closed) != 0) {
                problems.add(path + ": mode %04o, it ".formatted(status.mode()) + fault + " " + ShellWord.quoted(path));
            }
        });
        return seen.found().map(FileText::content);
    }

    private void checkServer(X509Certificate certificate, Optional<PrivateKey> key) {
        term(files.cert(), certificate);
        if (key.filter(secret -> !Pem.match(certificate, secret)).isPresent()) {
            problems.add(files.key() + ": is not the key of the certificate in " + files.cert());
        }
        var missing = CertificateLook.missing(certificate, names);
        if (!missing.isEmpty()) {
            problems.add(files.cert() + ": is not for " + String.join(", ", missing) + ", which expose.tcp.names declares");
        }
        try {
            var uses = certificate.getExtendedKeyUsage();
            if (uses != null && !uses.contains(SERVER_AUTH)) {
                problems.add(files.cert() + ": is not for a server (its extended key usage lacks serverAuth)");
            }
        } catch (CertificateParsingException e) {
            problems.add(files.cert() + ": its extended key usage cannot be read");
        }
    }

    private boolean term(Path path, X509Certificate certificate) {
        var term = CertificateLook.term(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant(), now);
        boolean good = !term.startsWith("ended") && !term.startsWith("begins");
        if (!good) {
            problems.add(path + ": the certificate of " + certificate.getSubjectX500Principal().getName() + " " + term);
        }
        return good;
    }

    /** With those in between that stand after the server's own. */
    private void checkChain() {
        boolean current = authorities.stream().map(authority -> term(files.ca(), authority)).reduce(true, Boolean::logicalAnd);
        boolean alive = !now.isAfter(chain.getFirst().getNotAfter().toInstant())
                && !now.isBefore(chain.getFirst().getNotBefore().toInstant());
        if (!current || !alive) {
            return;
        }
        try {
            var anchors = authorities.stream().map(authority -> new TrustAnchor(authority, null)).collect(Collectors.toSet());
            var parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            var path = CertificateFactory.getInstance("X.509").generateCertPath(
                    chain.stream().filter(one -> !authorities.contains(one)).toList());
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
        } catch (GeneralSecurityException e) {
            problems.add(files.cert() + ": is not by the authority in " + files.ca() + " (" + e.getMessage()
                    + "); put certificates in between below the server's own");
        }
    }
}
