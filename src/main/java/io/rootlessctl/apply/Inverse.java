package io.rootlessctl.apply;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation.Absent;
import io.rootlessctl.model.Observation.Malformed;
import io.rootlessctl.model.Observation.Present;
import io.rootlessctl.model.Observation.Unreadable;
import io.rootlessctl.model.ProgramsOrder;
import io.rootlessctl.model.Step.AddSubIds;
import io.rootlessctl.model.Step.AwaitReady;
import io.rootlessctl.model.Step.CheckSettings;
import io.rootlessctl.model.Step.CreateUser;
import io.rootlessctl.model.Step.DiscardCertificates;
import io.rootlessctl.model.Step.HostSystemctl;
import io.rootlessctl.model.Step.InstallPackages;
import io.rootlessctl.model.Step.InstallPrograms;
import io.rootlessctl.model.Step.IssueCertificates;
import io.rootlessctl.model.Step.LoadModule;
import io.rootlessctl.model.Step.LoadProfile;
import io.rootlessctl.model.Step.MakeDirectory;
import io.rootlessctl.model.Step.PublishPort;
import io.rootlessctl.model.Step.PurgeTree;
import io.rootlessctl.model.Step.RemoveDirectory;
import io.rootlessctl.model.Step.RemoveFile;
import io.rootlessctl.model.Step.RemovePrograms;
import io.rootlessctl.model.Step.RemoveSubIds;
import io.rootlessctl.model.Step.RestoreCertificates;
import io.rootlessctl.model.Step.SetCapabilities;
import io.rootlessctl.model.Step.SetLinger;
import io.rootlessctl.model.Step.SetMode;
import io.rootlessctl.model.Step.SetSysctl;
import io.rootlessctl.model.Step.SignalReload;
import io.rootlessctl.model.Step.StartDirect;
import io.rootlessctl.model.Step.StopDirect;
import io.rootlessctl.model.Step.Systemctl;
import io.rootlessctl.model.Step.UnloadModule;
import io.rootlessctl.model.Step.UnloadProfile;
import io.rootlessctl.model.Step.UnpublishPort;
import io.rootlessctl.model.Step.WriteFile;
import io.rootlessctl.model.Step;
import io.rootlessctl.resource.CertificateLook;
import io.rootlessctl.resource.InstalledPrograms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What takes a step back, worked out from the host as it is before the step runs: the before-image is in it. Packages
 * and users stay: others may have begun to use them.
 */
final class Inverse {
    private final HostView host;

    Inverse(HostView host) {
        this.host = host;
    }

    List<Step> of(Step step, Account as) throws IOException {
        return switch (step) {
            case WriteFile(var path, _, _) -> restored(path, as);
            case RemoveFile(var path) -> restored(path, as);
            case MakeDirectory(var path, _) -> exists(path, as) ? List.of() : List.of(new RemoveDirectory(path));
            case RemoveDirectory(var path) -> exists(path, as) ? List.of(new MakeDirectory(path, mode(path, as)))
                    : List.of();
            case SetMode(var path, _) -> List.of(new SetMode(path, mode(path, as)));
            case SetSysctl(var key, _) -> host.sysctl(key).found()
                    .<List<Step>>map(value -> List.of(new SetSysctl(key, value))).orElse(List.of());
            case LoadModule(var name) -> List.of(new UnloadModule(name));
            case UnloadModule(var name) -> List.of(new LoadModule(name));
            // Only ever loaded where the kernel did not have it.
            case LoadProfile(var file) -> List.of(new UnloadProfile(file));
            case UnloadProfile(var file) -> List.of(new LoadProfile(file));
            case SetCapabilities(var file, _) -> List.of(new SetCapabilities(file, capabilities(file, as)));
            case HostSystemctl(var verb, var unit) -> systemctl(verb).stream()
                    .<Step>map(back -> new HostSystemctl(back, unit)).toList();
            case InstallPackages _, CreateUser _, AwaitReady _, PurgeTree _, CheckSettings _ -> List.of();
            case SignalReload reload -> List.of(reload);
            case AddSubIds(var user, var start, var count) -> List.of(new RemoveSubIds(user, start, count));
            case RemoveSubIds(var user, var start, var count) -> List.of(new AddSubIds(user, start, count));
            case SetLinger(var user, var on) -> List.of(new SetLinger(user, !on));
            case Systemctl(var verb, var unit) -> {
                var steps = systemctl(verb).stream().<Step>map(back -> new Systemctl(back, unit)).toList();
                yield steps.stream().anyMatch(Inverse::starts) ? with(forwarded(as), steps) : steps;
            }
            case IssueCertificates(var order) -> List.of(CertificateLook.digest(order, host, as)
                    .<Step>map(digest -> new RestoreCertificates(order, digest))
                    .orElseGet(() -> new DiscardCertificates(order)));
            // Keys are nowhere but in their files: those that are gone are made anew.
            case RestoreCertificates(var order, _) -> List.of(new IssueCertificates(order));
            case DiscardCertificates(var order) -> exists(order.directory(), as) ? List.of(new IssueCertificates(order))
                    : List.of();
            case InstallPrograms(var order) -> formerly(order, as);
            // A spare version is not missed; one that is used is unpacked again.
            case RemovePrograms(var order) -> InstalledPrograms.current(order.root(), order.bin(), host, as).found()
                    .filter(used -> used.version().equals(order.version()))
                    .<List<Step>>map(used -> List.of(new InstallPrograms(used))).orElse(List.of());
            case PublishPort(var port) -> List.of(new UnpublishPort(port));
            case UnpublishPort(var port) -> List.of(new PublishPort(port));
            // Stopped by its number, which is known only afterwards: see Rollback.
            case StartDirect _ -> List.of();
            case StopDirect(_, _, var former) -> former
                    .map(launch -> with(forwarded(as), List.of(new StartDirect(launch)))).orElse(List.of());
        };
    }

    private List<Step> restored(Path path, Account as) throws IOException {
        return switch (host.text(path, as)) {
            case Present(var file) -> List.of(new WriteFile(path, file.content(), file.status().mode()));
            case Absent() -> List.of(new RemoveFile(path));
            case Unreadable(var subject, var problem) -> throw new IOException(subject + ": " + problem);
            case Malformed(var subject, var problem) -> throw new IOException(subject + ": " + problem);
        };
    }

    private static boolean starts(Step step) {
        return step instanceof Systemctl(var verb, _) && verb == Systemctl.Verb.START;
    }

    private static List<Step> with(List<? extends Step> more, List<Step> steps) {
        return Stream.<Step>concat(steps.stream(), more.stream()).toList();
    }

    /**
     * What RootlessKit forgets when it ends. Docker's own forwards come back with the containers, and those of its command
     * line with itself.
     */
    List<PublishPort> forwarded(Account as) {
        var running = host.daemon(as).found();
        var published = running.flatMap(RunningDaemon::apiSocket)
                .flatMap(socket -> host.publishedPorts(socket, as).found()).orElse(List.of()).stream();
        return published.filter(port -> !port.isDockers(running.get()) && !running.get().published().contains(port.spec().toString()))
                .map(port -> new PublishPort(port.spec())).toList();
    }

    /** The version before, and the new one away if it was not there. */
    private List<Step> formerly(ProgramsOrder order, Account as) {
        var used = InstalledPrograms.current(order.root(), order.bin(), host, as).found();
        boolean there = exists(order.directory(), as);
        return Stream.concat(used.stream().<Step>map(InstallPrograms::new),
                there && used.isPresent() ? Stream.of() : Stream.<Step>of(new RemovePrograms(order))).toList();
    }

    private boolean exists(Path path, Account as) {
        return host.status(path, as).found().isPresent();
    }

    private int mode(Path path, Account as) throws IOException {
        return host.status(path, as).found().map(FileStatus::mode)
                .orElseThrow(() -> new IOException(path + ": cannot be looked at, so it is not changed"));
    }

    private String capabilities(Path file, Account as) throws IOException {
        var seen = host.capabilities(file, as);
        return seen.found().orElseThrow(() -> new IOException(
                seen.obstacle().orElse(file + ": not there") + ", so it is not changed"));
    }

    private static List<Systemctl.Verb> systemctl(Systemctl.Verb verb) {
        return switch (verb) {
            case ENABLE -> List.of(Systemctl.Verb.DISABLE);
            case DISABLE -> List.of(Systemctl.Verb.ENABLE);
            // A unit that failed thrice in a minute is not started again, by nobody, until its failures are forgotten.
            case START -> List.of(Systemctl.Verb.STOP, Systemctl.Verb.RESET_FAILED);
            case RESTART -> List.of(Systemctl.Verb.STOP, Systemctl.Verb.RESET_FAILED, Systemctl.Verb.START);
            case STOP -> List.of(Systemctl.Verb.START);
            case DAEMON_RELOAD, RELOAD -> List.of(verb);
            case RESET_FAILED -> List.of();
        };
    }
}
