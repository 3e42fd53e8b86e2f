package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Advice;
import io.rootlessctl.model.LintId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Certificates in daemon.json that nobody has declared, and that have ended or end within thirty days. */
final class CertificateLint {
    private static final Duration SOON = Duration.ofDays(30);
    private static final Pattern PATH = Pattern.compile("\"(/[^\"\\\\]+)\"");

    private CertificateLint() {}

    static List<Advice> of(Declaration.User user, Map<String, String> json, HostView host) {
        return paths(user, json).stream().flatMap(path -> end(path, user, host)
                .filter(end -> end.isBefore(host.now().plus(SOON)))
                .map(end -> new Advice(LintId.CERTIFICATE_EXPIRES, path + ": " + (end.isBefore(host.now()) ? "ended" : "ends")
                        + " on " + end.atZone(ZoneOffset.UTC).toLocalDate() + "; replace it, and restart the daemon"))
                .stream()).toList();
    }

    private static Set<Path> paths(Declaration.User user, Map<String, String> json) {
        return user.settings().expose().tcp().isPresent() ? Set.of() : Stream.of("tlscacert", "tlscert")
                .map(key -> PATH.matcher(json.getOrDefault(key, ""))).filter(match -> match.matches())
                .map(match -> Path.of(match.group(1))).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** When the first of the file's certificates ends; empty where there is none to be read. */
    private static Optional<Instant> end(Path path, Declaration.User user, HostView host) {
        return host.text(path, user.account()).found().flatMap(text -> {
            try (var in = new ByteArrayInputStream(text.content().getBytes(StandardCharsets.UTF_8))) {
                return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                        .map(certificate -> ((X509Certificate) certificate).getNotAfter().toInstant()).min(Instant::compareTo);
            } catch (CertificateException | IOException noCertificate) {
                // dockerd says what is wrong with it; it has no end to be told here.
                return Optional.empty();
            }
        });
    }
}
