package io.rootlessctl.apply;

import io.rootlessctl.host.Engine;
import io.rootlessctl.host.HostLock;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.PortSpec;
import io.rootlessctl.model.Step.PublishPort;
import io.rootlessctl.model.Step.Systemctl.Verb;
import io.rootlessctl.resource.Daemon;
import io.rootlessctl.resource.Declaration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Stops a user's daemon for as long as something needs it to, and puts it back with the containers that ran. */
public record Stoppage(Declaration.User user, HostView host, HostWriter writer) {
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final Duration START = Duration.ofMinutes(3);

    public boolean runs() throws IOException {
        var seen = host.daemon(user.account());
        if (seen.obstacle().isPresent()) {
            throw new IOException(seen.obstacle().get());
        }
        return seen.found().isPresent();
    }

    /** Keeps applies away, and others like this; where nothing was ever applied nobody comes. */
    HostLock exclusive() throws IOException {
        var place = new Place(host, writer, user.scope(), user.account(), user.directories().state().resolve("rootlessctl"));
        return place.exists() ? place.lock() : () -> { };
    }

    /** @throws IOException also before anything is done, when it could not be started again */
    Halted stop(Consumer<String> told) throws IOException {
        var running = host.daemon(user.account()).found().orElseThrow(() -> new IOException(
                user.name() + ": the daemon has ended by itself; run the command again"));
        var socket = Daemon.socket(user, Optional.of(running), host);
        var launch = inSystemd() ? Optional.<DirectLaunch>empty() : Optional.of(Daemon.asStarted(running, user).orElseThrow(
                () -> new IOException(user.name() + ": the daemon was started in an unknown way, and so it is not stopped; "
                        + "stop it yourself")));
        var halted = new Halted(this, launch, socket, containers(socket), ports(), told, System.nanoTime());
        told.accept("stopping the daemon");
        try {
            if (launch.isPresent()) {
                writer.stopDirect(running.rootlessKit(), STOP, user.account());
            } else {
                writer.systemctl(Verb.STOP, Daemon.UNIT, user.account());
            }
        } catch (IOException problem) {
            halted.startAfter(problem);
            throw problem;
        }
        return halted;
    }

    private boolean inSystemd() {
        return user.systemd() && host.userUnit(Daemon.UNIT, user.account()).found().map(UserUnit::activeState)
                .filter("active"::equals).isPresent();
    }

    private List<String> containers(Optional<Path> socket) {
        return socket.flatMap(path -> host.engine(path, user.account()).found()).map(Engine::containers).orElse(List.of())
                .stream().map(Engine.Container::name).toList();
    }

    private List<PortSpec> ports() {
        return new Inverse(host).forwarded(user.account()).stream().map(PublishPort::port).toList();
    }

    /** One that has been stopped. */
    static final class Halted {
        private final Stoppage of;
        private final Optional<DirectLaunch> launch;
        private final Optional<Path> socket;
        private final List<String> containers;
        private final List<PortSpec> ports;
        private final Consumer<String> told;
        private final long since;
        private Duration lasted = Duration.ZERO;

        private Halted(Stoppage of, Optional<DirectLaunch> launch, Optional<Path> socket, List<String> containers,
                List<PortSpec> ports, Consumer<String> told, long since) {
            this.of = of;
            this.launch = launch;
            this.socket = socket;
            this.containers = containers;
            this.ports = ports;
            this.told = told;
            this.since = since;
        }

        /** How long nobody could use it. */
        Duration lasted() {
            return lasted;
        }

        /** @return what is not as before */
        List<String> start() throws IOException {
            told.accept("starting the daemon");
            var account = of.user().account();
            if (of.host().daemon(account).found().isEmpty()) {
                if (launch.isPresent()) {
                    of.writer().startDirect(launch.get(), account);
                } else {
                    of.writer().systemctl(Verb.START, Daemon.UNIT, account);
                }
            }
            if (socket.isPresent()) {
                of.writer().awaitReady(socket.get(), START, account);
            }
            lasted = Duration.ofNanos(System.nanoTime() - since);
            var attempts = new Attempts(System::nanoTime);
            publish(attempts);
            startContainers(attempts);
            return attempts.notes();
        }

        private void publish(Attempts attempts) {
            var now = of.ports();
            for (var port : ports.stream().filter(port -> !now.contains(port)).toList()) {
                attempts.make("port " + port, () -> of.writer().publishPort(port, of.user().account()));
            }
        }

        private void startContainers(Attempts attempts) {
            var now = of.containers(socket);
            for (var name : containers.stream().filter(name -> !now.contains(name)).toList()) {
                attempts.make("container " + name,
                        () -> of.writer().startContainer(socket.orElseThrow(), name, of.user().account()));
            }
        }

        /** After a failure, which is told whatever comes of this. */
        void startAfter(Throwable problem) {
            try {
                start().forEach(note -> problem.addSuppressed(new IOException(note)));
            } catch (IOException second) {
                problem.addSuppressed(new IOException("the daemon was not started again: " + second.getMessage()
                        + "; run `rootlessctl apply`", second));
            }
        }
    }
}
