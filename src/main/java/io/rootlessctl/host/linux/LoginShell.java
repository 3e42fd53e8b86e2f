package io.rootlessctl.host.linux;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RemoteShell;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A user's login shell as sshd starts it for a command: {@code SHELL -c COMMAND} with an environment of few variables.
 * Which start-up files it reads then, no two shells agree on, and bash tells by SSH_CLIENT; so it is run and asked.
 */
final class LoginShell {
    /** For all that it is asked together. */
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** As sshd of Debian and its kin has it built in; others have less. */
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin:/usr/games";
    private static final int NOT_FOUND = 127;

    private final UserCommands commands;
    private final HostView host;

    LoginShell(UserCommands commands, HostView host) {
        this.commands = commands;
        this.host = host;
    }

    Observation<RemoteShell> of(Account user, UserDirectories directories) {
        var shell = user.shell().toString();
        if (shell.endsWith("/nologin") || shell.endsWith("/false")) {
            return new Observation.Malformed<>("login shell of " + user.name(),
                    "found " + shell + ", which lets nobody in; root can give another: usermod -s /bin/bash " + user.name());
        }
        return commands.slow().ask(user, "login shell of " + user.name(), () -> asked(user, directories));
    }

    private Observation<RemoteShell> asked(Account user, UserDirectories directories) {
        var end = Instant.now().plus(LIMIT);
        try {
            var environment = environment(user, directories, SshEnvironment.of(user, commands, host));
            var variable = run(user, environment, end, "printenv DOCKER_HOST");
            var context = run(user, environment, end, "printenv DOCKER_CONTEXT");
            var endpoint = run(user, environment, end, "docker context inspect --format '{{.Endpoints.docker.Host}}'");
            return Observation.present(new RemoteShell(
                    last(variable), last(context), last(endpoint), complaint(endpoint), before(variable)));
        } catch (IOException problem) {
            return new Observation.Unreadable<>("login shell of " + user.name(), problem.getMessage());
        }
    }

    private Command.Result run(Account user, Map<String, String> environment, Instant end, String command) throws IOException {
        var left = Duration.between(Instant.now(), end);
        if (!left.isPositive()) {
            throw new IOException("did not answer within " + LIMIT.toSeconds() + " s");
        }
        var start = commands.as(user, environment, List.of(user.shell().toString(), "-c", command));
        return new Command(start.argv(), start.environment(), left).run();
    }

    /** @param given by sshd for its settings and its host's */
    private static Map<String, String> environment(
            Account user, UserDirectories directories, Map<String, String> given) {
        var variables = new HashMap<>(Map.of("PATH", PATH));
        variables.putAll(given);
        variables.putAll(Map.of(
                "HOME", user.home().toString(), "USER", user.name(), "LOGNAME", user.name(), "SHELL",
                user.shell().toString(), "SSH_CLIENT", "127.0.0.1 1 22", "SSH_CONNECTION", "127.0.0.1 1 127.0.0.1 22"));
        if (directories.runtime().startsWith("/run/user")) {
            variables.put("XDG_RUNTIME_DIR", directories.runtime().toString());
        }
        return variables;
    }

    /** The answer, below whatever start-up files print. */
    private static Optional<String> last(Command.Result result) {
        return !result.succeeded() ? Optional.empty()
                : result.out().strip().lines().reduce((_, last) -> last).filter(text -> !text.isBlank());
    }

    private static String before(Command.Result result) {
        var lines = new ArrayList<>(result.out().strip().lines().toList());
        if (result.succeeded() && !lines.isEmpty()) {
            lines.removeLast();
        }
        return lines.isEmpty() ? "" : lines.getFirst();
    }

    private static String complaint(Command.Result result) {
        return last(result).isPresent() ? "" : result.exit() == NOT_FOUND ? "docker is not on its PATH"
                : result.complaint();
    }
}
