package io.rootlessctl.resource;

import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.edit.Pem;
import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.CertificateOrder;
import io.rootlessctl.model.CertificateOrder.Part;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation.Malformed;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory of generated certificates as it is. What cannot be used any more, or not for long, says so; the files of
 * {@link Part} that are not there are left out.
 */
public record CertificateLook(CertificateOrder order, Map<Part, FileText> files, Instant now) {
    /** How long before its end a certificate is renewed. */
    static final Duration RENEWED = Duration.ofDays(30);
    static final String VALID = "valid";

    public CertificateLook {
        files = Map.copyOf(files);
    }

    static Observation<CertificateLook> at(CertificateOrder order, Account owner, HostView host) {
        return host.status(order.directory(), owner).flatMap(status -> {
            if (status.type() != FileStatus.Type.DIRECTORY) {
                return new Malformed<>(order.directory().toString(),
                        "found a " + status.type().word() + ", expected a directory; move it away");
            }
            var files = new EnumMap<Part, FileText>(Part.class);
            for (var part : Part.values()) {
                var text = host.text(order.at(part), owner);
                if (text.obstacle().isPresent()) {
                    return text.map(_ -> null);
                }
                text.found().ifPresent(file -> files.put(part, file));
            }
            return Observation.present(new CertificateLook(order, files, host.now()));
        });
    }

    /** What tells these certificates from others; empty where there are none. */
    public static Optional<String> digest(CertificateOrder order, HostView host, Account owner) {
        return host.status(order.directory(), owner) instanceof Absent<?> ? Optional.empty()
                : Optional.of(CertificateOrder.digest(CertificateOrder.PUBLIC.stream()
                        .map(part -> host.text(order.at(part), owner).found().map(FileText::content).orElse("")).toList()));
    }

    String authority() {
        return pair(Part.AUTHORITY, Part.AUTHORITY_KEY, false);
    }

    String server() {
        return pair(Part.SERVER, Part.SERVER_KEY, true);
    }

    String client() {
        boolean same = files.containsKey(Part.AUTHORITY)
                && text(Part.AUTHORITY).equals(text(Part.CLIENT_AUTHORITY));
        return same ? pair(Part.CLIENT, Part.CLIENT_KEY, true) : "of another authority";
    }

    /** The names that clients may use; more than are wanted do no harm. */
    String names() {
        var there = certificate(Part.SERVER).map(CertificateLook::names).orElse(Set.of());
        return there.containsAll(normal(order.names())) ? String.join(" ", order.names()) : String.join(" ", there);
    }

    /** {@code owner only}, or each key that somebody else may read. */
    String access() {
        var open = files.entrySet().stream().filter(file -> file.getKey().secret())
                .filter(file -> (file.getValue().status().mode() & 0077) != 0)
                .map(file -> "%s %04o".formatted(file.getKey().file(), file.getValue().status().mode()))
                .sorted().collect(Collectors.joining(", "));
        return open.isEmpty() ? Certificates.OWNER_ONLY : open;
    }

    private String pair(Part certificate, Part key, boolean issued) {
        var found = certificate(certificate);
        if (found.isEmpty() || !files.containsKey(key)) {
            return files.containsKey(certificate) || files.containsKey(key) ? "incomplete" : "absent";
        }
        if (key(key).filter(secret -> Pem.match(found.get(), secret)).isEmpty()) {
            return "its key is another's";
        }
        if (issued && certificate(Part.AUTHORITY).filter(authority -> signed(found.get(), authority)).isEmpty()) {
            return "of another authority";
        }
        return term(found.get().getNotBefore().toInstant(), found.get().getNotAfter().toInstant(), now);
    }

    /** {@code valid}, or that it ended, or ends soon: {@code ends 2026-12-01}. */
    static String term(Instant from, Instant until, Instant now) {
        if (now.isAfter(until)) {
            return "ended " + day(until);
        }
        if (now.isBefore(from)) {
            return "begins " + day(from);
        }
        return now.isAfter(until.minus(RENEWED)) ? "ends " + day(until) : VALID;
    }

    static String day(Instant time) {
        return time.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static boolean signed(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            // By another one.
            return false;
        }
    }

    private String text(Part part) {
        return Optional.ofNullable(files.get(part)).map(FileText::content).orElse("");
    }

    private Optional<X509Certificate> certificate(Part part) {
        try {
            return Optional.of(Pem.certificates(text(part)).getFirst());
        } catch (MalformedTextException _) {
            // Whatever it is, it is replaced.
            return Optional.empty();
        }
    }

    private Optional<PrivateKey> key(Part part) {
        try {
            return Optional.of(Pem.key(text(part)));
        } catch (MalformedTextException _) {
            // Whatever it is, it is replaced.
            return Optional.empty();
        }
    }

    /** The names that a certificate is not for. */
    static List<String> missing(X509Certificate certificate, List<String> wanted) {
        var there = names(certificate);
        return normal(wanted).stream().filter(name -> !there.contains(name)).toList();
    }

    private static Set<String> names(X509Certificate certificate) {
        try {
            return normal(Stream.ofNullable(certificate.getSubjectAlternativeNames()).flatMap(Collection::stream)
                    .map(name -> name.get(1).toString()).toList());
        } catch (CertificateParsingException _) {
            // Names that nobody can read are none.
            return Set.of();
        }
    }

    /** Addresses have many spellings. */
    private static Set<String> normal(List<String> names) {
        return names.stream().map(name -> name.indexOf(':') < 0 ? name : InetAddress.ofLiteral(name).getHostAddress())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
