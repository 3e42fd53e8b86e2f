package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.linux.UnixHttp;
import io.rootlessctl.host.linux.UserCredentials;
import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Changes to containers, through the Engine API. */
final class Containers {
    /** A container's first process may be long in coming. */
    private static final UnixHttp.Limits LIMITS =
            new UnixHttp.Limits(Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(60));
    private static final int STARTED = 204, RUNS_ALREADY = 304;
    /** Of what the daemon says, in bytes: it may say megabytes. */
    private static final int MOST = 2000;

    private Containers() {}

    static void start(Path socket, String name, Account as, UserCredentials credentials) throws IOException {
        if (!name.matches("[\\w.-]+")) {
            throw new IOException("container " + name + ": found a name that no container can have");
        }
        try (var http = UnixHttp.connect(socket, as, credentials, LIMITS)) {
            var answer = http.send("POST", "/containers/" + name + "/start", "");
            if (answer.status() != STARTED && answer.status() != RUNS_ALREADY) {
                throw new IOException("container " + name + ": status " + answer.status() + ": "
                        + new String(answer.body(), 0, Math.min(answer.body().length, MOST), StandardCharsets.UTF_8).strip());
            }
        }
    }
}
