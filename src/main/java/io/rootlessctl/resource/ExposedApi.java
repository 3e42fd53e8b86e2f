package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Status;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** What a person wants to know of an API that is reached over TCP: where, and how long its certificate is good. */
public final class ExposedApi {
    private ExposedApi() {}

    /** Empty where none is declared. */
    public static Optional<Status.Tcp> of(Declaration.User user, HostView host) {
        return user.settings().expose().tcp().filter(_ -> user.wanted()).map(tcp -> new Status.Tcp(tcp.listen(),
                TcpApi.files(user, host).flatMap(files -> Stream.of(files.ca(), files.cert())
                        .flatMap(path -> CertificateEnd.of(path, user, host).stream()).min(Instant::compareTo))));
    }
}
