package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Advice;
import io.rootlessctl.model.LintId;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Certificates in daemon.json that nobody has declared, and that have ended or end within thirty days. */
final class CertificateLint {
    private static final Pattern PATH = Pattern.compile("\"(/[^\"\\\\]+)\"");

    private CertificateLint() {}

    static List<Advice> of(Declaration.User user, Map<String, String> json, HostView host) {
        return paths(user, json).stream().flatMap(path -> CertificateEnd.of(path, user, host)
                .filter(end -> end.isBefore(host.now().plus(CertificateLook.RENEWED)))
                .map(end -> new Advice(LintId.CERTIFICATE_EXPIRES, path + ": " + (end.isBefore(host.now()) ? "ended" : "ends")
                        + " on " + end.atZone(ZoneOffset.UTC).toLocalDate() + "; replace it, and restart the daemon"))
                .stream()).toList();
    }

    private static Set<Path> paths(Declaration.User user, Map<String, String> json) {
        return user.settings().expose().tcp().isPresent() ? Set.of() : Stream.of("tlscacert", "tlscert")
                .map(key -> PATH.matcher(json.getOrDefault(key, ""))).filter(match -> match.matches())
                .map(match -> Path.of(match.group(1))).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
