package io.rootlessctl.manifest;

import io.rootlessctl.manifest.Settings.Daemon;
import io.rootlessctl.manifest.Settings.ManagerChoice;
import io.rootlessctl.manifest.Settings.Restart;
import io.rootlessctl.manifest.Settings.Start;
import io.rootlessctl.manifest.Settings.State;
import io.rootlessctl.model.Destination;
import java.time.Duration;
import java.util.Optional;

/** {@code [daemon]}: whether, how and from where it runs, and its daemon.json. */
final class DaemonSection {
    private static final Syntax<State> STATE = Syntax.choice(State.class);
    private static final Syntax<Start> START = Syntax.choice(Start.class);
    private static final Syntax<ManagerChoice> MANAGER = Syntax.choice(ManagerChoice.class);
    private static final Syntax<Restart> RESTART = Syntax.choice(Restart.class);
    private static final Syntax<Duration> READY_TIMEOUT =
            DurationSyntax.between(Duration.ofSeconds(1), Duration.ofHours(1));

    private static final Syntax<Optional<Destination>> PROBE = Syntax.text(
            "\"none\", or a host and a port, like \"registry-1.docker.io:443\"", DaemonSection::probe);

    private DaemonSection() {}

    private static Optional<Optional<Destination>> probe(String text) {
        return text.equals("none") ? Optional.of(Optional.empty())
                : AddressSyntax.destination(text).map(Optional::of);
    }

    static Daemon decode(Table table) {
        return new Daemon(
                table.get("state", STATE).orElse(State.RUNNING),
                table.get("start", START).orElse(Start.BOOT),
                table.get("manager", MANAGER).orElse(ManagerChoice.AUTO),
                table.get("data-root", PathSyntax.PATH).orElse(new PathTemplate("~/.local/share/docker")),
                table.get("socket", PathSyntax.PATH).orElse(new PathTemplate("$XDG_RUNTIME_DIR/docker.sock")),
                table.get("restart", RESTART).orElse(Restart.WHEN_NEEDED),
                table.get("ready-timeout", READY_TIMEOUT).orElse(Duration.ofSeconds(60)),
                table.get("probe", PROBE).flatMap(choice -> choice),
                DaemonSettings.decode(table.section("settings")));
    }
}
