package io.rootlessctl.resource;

import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.edit.Pem;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Status;
import java.nio.file.Path;
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
                        .flatMap(path -> end(path, user, host).stream()).min(Instant::compareTo))));
    }

    private static Optional<Instant> end(Path path, Declaration.User user, HostView host) {
        return host.text(path, user.account()).found().map(FileText::content).flatMap(text -> {
            try {
                return Optional.of(Pem.certificates(text).getFirst().getNotAfter().toInstant());
            } catch (MalformedTextException _) {
                // The plan says what is wrong with it.
                return Optional.empty();
            }
        });
    }
}
