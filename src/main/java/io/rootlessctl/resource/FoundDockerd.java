package io.rootlessctl.resource;

import io.rootlessctl.host.Engine;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Program;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.model.Version;
import java.nio.file.Path;
import java.util.Optional;

/** The dockerd that a start of this user's daemon would find. To ask it for its version starts it, which takes long. */
record FoundDockerd(Declaration.User user, HostView host) {

    /** Whether the daemon that runs is this very program. */
    boolean runs() {
        return daemon().filter(daemon -> !daemon.binaryDeleted()).flatMap(RunningDaemon::programs).equals(directory());
    }

    /** Asked of the daemon where that is this program. */
    Optional<Version> version() {
        return Optional.of(this).filter(FoundDockerd::runs).flatMap(FoundDockerd::running)
                .or(() -> host.version("dockerd", user.account()).found());
    }

    /** The version of the daemon that runs; empty where none answers. */
    Optional<Version> running() {
        return engine().map(Engine::version).flatMap(Version::find);
    }

    /** What the daemon that runs answers, whichever it is. */
    Optional<Engine> engine() {
        return daemon().flatMap(_ -> host.engine(user.socket(), user.account()).found());
    }

    private Optional<RunningDaemon> daemon() {
        return host.daemon(user.account()).found();
    }

    private Optional<Path> directory() {
        return host.program("dockerd", user.account()).found().map(Program::path).map(Path::getParent);
    }
}
