package io.rootlessctl.apply;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.PortSpec;
import io.rootlessctl.model.Step;
import io.rootlessctl.model.Step.StartDirect;
import io.rootlessctl.model.Step.StopDirect;
import io.rootlessctl.model.Step.Systemctl;
import io.rootlessctl.resource.Daemon;
import io.rootlessctl.resource.ProfileFiles;
import io.rootlessctl.resource.SubIdFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Puts back what a journal says was begun. What stops a daemon comes first, then files and parameters from the last to
 * the first, then what starts one: the former daemon must find the former files.
 */
final class Rollback {

    private final HostView host;
    private final StepExecutor executor;

    Rollback(HostView host, StepExecutor executor) {
        this.host = host;
        this.executor = executor;
    }

    /** One step back, and of which address. */
    record Back(Address address, Step step) {}

    /** @throws IOException for the first step that could not be taken back; the others were tried all the same */
    void undo(List<Journal.Entry> entries, Account as) throws IOException {
        IOException first = null;
        for (var back : inOrder(entries, as)) {
            try {
                if (!needless(back.step(), as)) {
                    executor.execute(back.step(), as);
                }
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /**
     * The last step that was intended may never have run: its directory is still there, its daemon still runs, its file
     * has the content that it had. What has kept the step from being made would keep the same from being written again.
     */
    boolean needless(Step step, Account as) {
        return switch (step) {
            case Step.MakeDirectory(var path, _) -> host.status(path, as).found().isPresent();
            case StartDirect _ -> host.daemon(as).found().isPresent();
            case Step.UnpublishPort(var port) -> !published(port, as);
            case Step.PublishPort(var port) -> published(port, as);
            case Step.WriteFile(var path, var content, var mode) -> host.text(path, as).found()
                    .filter(file -> file.content().equals(content) && file.status().mode() == mode).isPresent();
            case Step.RemoveFile(var path) -> host.status(path, as) instanceof Observation.Absent<?>;
            case Step.SetMode(var path, var mode) -> host.status(path, as).found()
                    .filter(status -> status.mode() == mode).isPresent();
            case Step.SetSysctl(var key, var value) -> host.sysctl(key).found().filter(value::equals).isPresent();
            case Systemctl _, StopDirect _, Step.RemoveDirectory _, Step.LoadModule _, Step.UnloadModule _, Step.LoadProfile _, Step.UnloadProfile _,
                    Step.SetCapabilities _, Step.HostSystemctl _, Step.InstallPackages _, Step.CreateUser _, Step.AddSubIds _,
                    Step.RemoveSubIds _, Step.SetLinger _, Step.SignalReload _, Step.AwaitReady _,
                    Step.PurgeTree _, Step.IssueCertificates _, Step.RestoreCertificates _,
                    Step.DiscardCertificates _, Step.CheckSettings _, Step.InstallPrograms _, Step.RemovePrograms _ -> false;
        };
    }

    /** A daemon that was started again has forgotten its ports. */
    private boolean published(PortSpec port, Account as) {
        return host.daemon(as).found().flatMap(RunningDaemon::apiSocket)
                .flatMap(socket -> host.publishedPorts(socket, as).found())
                .filter(ports -> ports.stream().anyMatch(known -> known.spec().equals(port))).isPresent();
    }

    List<Back> inOrder(List<Journal.Entry> entries, Account as) {
        var backs = new ArrayList<Back>();
        var running = host.daemon(as).found();
        entries.reversed().stream().filter(entry -> entry.step() instanceof StartDirect).findFirst()
                .ifPresent(entry -> running.ifPresent(daemon -> backs.add(new Back(entry.address(), new StopDirect(
                        daemon.rootlessKit(), Daemon.STOP_TIMEOUT, Optional.of(((StartDirect) entry.step()).launch()))))));
        running.flatMap(daemon -> stopping(entries, daemon)).ifPresent(backs::add);
        for (var entry : entries.reversed()) {
            entry.inverse().stream().filter(step -> entry.done() || mayHaveHappened(step))
                    .flatMap(step -> current(step, running).stream())
                    .forEach(step -> backs.add(new Back(entry.address(), step)));
        }
        withoutNewerPorts(backs);
        backs.sort(Comparator.comparingInt(back -> turn(back.step())));
        return backs;
    }

    /**
     * A daemon that was told to end and is still there looks like one that runs, and is not needed any more: what starts
     * the former one has to wait until it is gone.
     */
    private static Optional<Back> stopping(List<Journal.Entry> entries, RunningDaemon running) {
        return entries.stream().filter(entry -> entry.step() instanceof StopDirect(var process, _, _)
                        && process.equals(running.rootlessKit())).findFirst()
                .map(entry -> new Back(entry.address(), new StopDirect(
                        running.rootlessKit(), Daemon.STOP_TIMEOUT, ((StopDirect) entry.step()).former())));
    }

    /** The process that is to read its settings again may be another by now. */
    private static Optional<Step> current(Step step, Optional<RunningDaemon> running) {
        return step instanceof Step.SignalReload
                ? running.flatMap(RunningDaemon::dockerd).map(Step.SignalReload::new) : Optional.of(step);
    }

    /** A daemon had been stopped with a port that had come before, by the same apply: that is not to come back. */
    private static void withoutNewerPorts(List<Back> backs) {
        for (int i = backs.size() - 1; i >= 0; i--) {
            if (backs.get(i).step() instanceof Step.UnpublishPort(var port)) {
                backs.subList(0, i).replaceAll(back -> back.step().equals(new Step.PublishPort(port))
                        ? new Back(back.address(), new Step.UnpublishPort(port)) : back);
            }
        }
    }

    /**
     * Whether to take back a step that was begun and is not known to have ended. A file gets the content it has, a
     * daemon that failed to restart needs its restart; but what one command does wholly or not at all would only fail
     * again. usermod writes two files, and may have come to the first one only.
     */
    private boolean mayHaveHappened(Step inverse) {
        return switch (inverse) {
            case Step.RemoveSubIds(var user, var start, var count) -> granted(SubIdFile.UIDS, user, start, count)
                    || granted(SubIdFile.GIDS, user, start, count);
            case Step.AddSubIds(var user, var start, var count) -> !granted(SubIdFile.UIDS, user, start, count)
                    || !granted(SubIdFile.GIDS, user, start, count);
            case Step.SetLinger _, Step.SetSysctl _, Step.LoadModule _, Step.UnloadModule _, Step.SetCapabilities _ -> false;
            case Step.UnloadProfile(var file) -> ProfileFiles.loaded(file, host);
            case Step.LoadProfile(var file) -> !ProfileFiles.loaded(file, host);
            case Systemctl(var verb, _) -> !atOnce(verb);
            case Step.HostSystemctl(var verb, _) -> !atOnce(verb);
            case StartDirect _, StopDirect _, Step.WriteFile _, Step.RemoveFile _, Step.MakeDirectory _,
                    Step.RemoveDirectory _, Step.SetMode _, Step.InstallPackages _, Step.CreateUser _,
                    Step.SignalReload _, Step.PublishPort _, Step.UnpublishPort _, Step.AwaitReady _,
                    Step.PurgeTree _, Step.IssueCertificates _, Step.RestoreCertificates _,
                    Step.DiscardCertificates _, Step.CheckSettings _, Step.InstallPrograms _, Step.RemovePrograms _ -> true;
        };
    }

    private boolean granted(Path file, String user, long start, long count) {
        return host.account(user).found().stream()
                .flatMap(account -> SubIdFile.read(file, host).found().stream().flatMap(lines -> lines.of(account).stream()))
                .anyMatch(one -> one.start() == start && one.count() == count);
    }

    private static boolean atOnce(Systemctl.Verb verb) {
        return verb == Systemctl.Verb.ENABLE || verb == Systemctl.Verb.DISABLE;
    }

    private static int turn(Step step) {
        return switch (step) {
            case StopDirect _ -> 0;
            case Systemctl(var verb, _) -> turn(verb);
            case Step.HostSystemctl(var verb, _) -> turn(verb);
            case Step.UnloadProfile _ -> 0;
            case Step.LoadProfile _ -> 2;
            case StartDirect _, Step.SignalReload _ -> 4;
            // The former daemon forwards what it has been told after its start.
            case Step.PublishPort _ -> 5;
            case Step.WriteFile _, Step.RemoveFile _, Step.MakeDirectory _, Step.RemoveDirectory _, Step.SetMode _,
                    Step.SetSysctl _, Step.LoadModule _, Step.UnloadModule _, Step.SetCapabilities _,
                    Step.InstallPackages _, Step.CreateUser _, Step.AddSubIds _, Step.RemoveSubIds _,
                    Step.SetLinger _, Step.UnpublishPort _, Step.AwaitReady _, Step.PurgeTree _,
                    Step.IssueCertificates _, Step.RestoreCertificates _, Step.DiscardCertificates _, Step.CheckSettings _,
                    Step.InstallPrograms _, Step.RemovePrograms _ -> 1;
        };
    }

    private static int turn(Systemctl.Verb verb) {
        return switch (verb) {
            case STOP, RESET_FAILED, DISABLE -> 0;
            case DAEMON_RELOAD -> 2;
            case ENABLE -> 3;
            case START, RESTART, RELOAD -> 4;
        };
    }
}
