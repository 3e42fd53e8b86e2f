package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.RemoteShell;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A user's login shell as sshd starts it for a command: {@code SHELL -c COMMAND} with an environment of few variables.
 * Which start-up files it reads then, no two shells agree on, and bash tells by SSH_CLIENT; so it is run and asked.
 */
final class LoginShell {
    /** For all that it is asked together. */
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Path ENVIRONMENT = Path.of("/etc/environment");
    private static final Pattern VARIABLE = Pattern.compile("(?m)^\\s*(?:export\\s+)?([A-Za-z_]\\w*)=\"?([^\"\\n]*)\"?\\s*$");
    /** As sshd of Debian and its kin has it built in; others have less. */
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin:/usr/games";
    private static final int NOT_FOUND = 127;

    private final UserCommands commands;

    LoginShell(UserCommands commands) {
        this.commands = commands;
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
            var host = run(user, directories, end, "printenv DOCKER_HOST");
            var context = run(user, directories, end, "printenv DOCKER_CONTEXT");
            var endpoint = run(user, directories, end, "docker context inspect --format '{{.Endpoints.docker.Host}}'");
            return Observation.present(new RemoteShell(
                    last(host), last(context), last(endpoint), complaint(endpoint), before(host)));
        } catch (IOException problem) {
            return new Observation.Unreadable<>("login shell of " + user.name(), problem.getMessage());
        }
    }

    private Command.Result run(Account user, UserDirectories directories, Instant end, String command)
            throws IOException {
        var left = Duration.between(Instant.now(), end);
        if (!left.isPositive()) {
            throw new IOException("did not answer within " + LIMIT.toSeconds() + " s");
        }
        var start = commands.as(user, environment(user, directories), List.of(user.shell().toString(), "-c", command));
        return new Command(start.argv(), start.environment(), left).run();
    }

    private static Map<String, String> environment(Account user, UserDirectories directories) {
        var variables = new HashMap<>(Map.of("PATH", PATH));
        FileLook.system(ENVIRONMENT).found().map(FileText::content).ifPresent(text ->
                VARIABLE.matcher(text).results().forEach(found -> variables.put(found.group(1), found.group(2))));
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
