package io.rootlessctl.host.linux;

import com.fasterxml.jackson.databind.JsonNode;
import io.rootlessctl.host.Engine;
import io.rootlessctl.host.RootlessKitInfo;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;

/** Asks the two APIs of a daemon. What is on the other side belongs to the user and is not trusted. */
final class DaemonSockets {
    private final UserCredentials credentials;

    DaemonSockets(UserCredentials credentials) {
        this.credentials = credentials;
    }

    Observation<Engine> engine(Path socket, Account as) {
        return ask(socket, as, http -> {
            var running = new ArrayList<JsonNode>();
            for (var id : EngineAnswers.ids(http.json("/containers/json"))) {
                // One that has ended since the list was made is not running.
                http.found("/containers/" + id + "/json").ifPresent(running::add);
            }
            return EngineAnswers.engine(http.json("/info"), http.json("/version"), running);
        });
    }

    Observation<RootlessKitInfo> rootlessKit(Path apiSocket, Account as) {
        return ask(apiSocket, as, http -> RootlessKitAnswers.info(http.json("/v1/info")));
    }

    private interface Questions<T> {
        T ask(UnixHttp http) throws IOException;
    }

    private <T> Observation<T> ask(Path socket, Account as, Questions<T> questions) {
        try (var http = UnixHttp.connect(socket, as, credentials, UnixHttp.Limits.USUAL)) {
            return Observation.present(questions.ask(http));
        } catch (NoSuchFileException _) {
            return Observation.absent();
        } catch (MalformedAnswer problem) {
            return new Observation.Malformed<>(socket.toString(), problem.getMessage());
        } catch (IOException problem) {
            return FileLook.unreadable(socket, problem);
        }
    }
}
