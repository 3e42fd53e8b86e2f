package io.rootlessctl.resource;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.model.CertificateOrder;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The authority and the server's certificate that a daemon has to have. dockerd reads them when it starts and never again,
 * so one that was replaced counts only for a daemon that was started after that.
 *
 * @param digest see {@link CertificateOrder#digest}
 * @param modified when the later of the two files was written
 * @param renewed whether it is about to be replaced by us
 */
record ServerCertificate(String digest, Instant modified, boolean renewed) {
    static final String FIELD = "certificate";
    static final String CURRENT = "current";

    /** Empty without TLS, or while the files are not there. */
    static Optional<ServerCertificate> of(Declaration.User user, HostView host) {
        return TcpApi.files(user, host).flatMap(files -> {
            var texts = Stream.of(files.ca(), files.cert())
                    .flatMap(path -> host.text(path, user.account()).found().stream()).toList();
            return texts.size() < 2 ? Optional.empty() : Optional.of(new ServerCertificate(
                    CertificateOrder.digest(texts.stream().map(FileText::content).toList()),
                    texts.stream().map(FileText::modified).max(Instant::compareTo).orElseThrow(),
                    Certificates.renews(user, host)));
        });
    }

    /** @param noted the digest of what this process is known to have read */
    String seen(RunningDaemon running, Optional<String> noted) {
        return renewed ? "to be renewed" : isRead(running, noted) ? CURRENT : "replaced since the daemon has started";
    }

    /** Where nothing is known of the process, a file that is older than it was read. */
    boolean isRead(RunningDaemon running, Optional<String> noted) {
        return noted.map(digest::equals).orElseGet(() -> !modified.isAfter(running.started().plus(DaemonSeen.CLOCK)));
    }
}
