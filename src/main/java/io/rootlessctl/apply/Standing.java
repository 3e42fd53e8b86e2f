package io.rootlessctl.apply;

import io.rootlessctl.host.FileText;
import io.rootlessctl.host.HostView;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Octal;
import io.rootlessctl.model.ProgramsOrder;
import io.rootlessctl.model.Step;
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
import io.rootlessctl.resource.InstalledPrograms;
import io.rootlessctl.resource.ProfileFiles;
import io.rootlessctl.resource.SubIdFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Whether the host still is as an apply has left it: only then does the apply's inverse bring back what was there
 * before. Processes and units are not looked at, for a rollback brings them where they have to be from anywhere.
 */
record Standing(HostView host, Account as) {

    /** @param found what is there now, in one line that begins with its subject */
    record Difference(Address address, String found) {}

    /** @param found what is there in place of what the step has left; empty while that is there */
    private record Mark(String subject, Optional<String> found) {}

    /** Of several steps about one thing the last one counts. */
    List<Difference> since(List<Journal.Entry> entries) {
        var differences = new LinkedHashMap<String, Optional<Difference>>();
        for (var entry : entries) {
            mark(entry.step()).ifPresent(mark -> differences.put(mark.subject(),
                    mark.found().filter(_ -> entry.done()).map(found -> new Difference(entry.address(), found))));
        }
        return differences.values().stream().flatMap(Optional::stream).toList();
    }

    /**
     * Whether a step has happened that was cut off; of some that cannot be seen, and then it has not. What may be done
     * again at no harm counts as happened.
     */
    boolean happened(Step step) {
        return switch (step) {
            case LoadModule(var name) -> host.text(Path.of("/proc/modules"), as).found()
                    .filter(text -> text.content().lines().anyMatch(line -> line.startsWith(name + " "))).isPresent();
            case UnloadModule(var name) -> !happened(new LoadModule(name));
            case LoadProfile(var file) -> ProfileFiles.loaded(file, host);
            case UnloadProfile(var file) -> !ProfileFiles.loaded(file, host);
            case SetCapabilities(var file, var capabilities) -> host.capabilities(file, as).found()
                    .filter(now -> now.isEmpty() == capabilities.isEmpty()).isPresent();
            case WriteFile _, RemoveFile _, SetMode _, SetSysctl _, SetLinger _, AddSubIds _, RemoveSubIds _ ->
                    mark(step).filter(mark -> mark.found().isEmpty()).isPresent();
            case MakeDirectory _, RemoveDirectory _, HostSystemctl _, InstallPackages _, CreateUser _, Systemctl _,
                    StartDirect _, StopDirect _, SignalReload _, PublishPort _, UnpublishPort _, AwaitReady _, PurgeTree _,
                    IssueCertificates _, RestoreCertificates _, DiscardCertificates _, CheckSettings _, InstallPrograms _,
                    RemovePrograms _ -> true;
        };
    }

    private Optional<Mark> mark(Step step) {
        return switch (step) {
            case WriteFile(var path, var content, _) -> Optional.of(file(path, Optional.of(content)));
            case RemoveFile(var path) -> Optional.of(file(path, Optional.empty()));
            case SetMode(var path, var mode) -> Optional.of(value("the mode of " + path,
                    host.status(path, as).map(status -> Octal.of(status.mode())), Octal.of(mode)));
            case SetSysctl(var key, var value) -> Optional.of(value(key, host.sysctl(key), value));
            case SetLinger(var user, var on) -> host.account(user).found().map(account ->
                    value("lingering of " + user, host.linger(account).map(Object::toString), Boolean.toString(on)));
            case AddSubIds(var user, var start, var count) -> Optional.of(range(user, start, count, true));
            case RemoveSubIds(var user, var start, var count) -> Optional.of(range(user, start, count, false));
            case InstallPrograms(var order) -> Optional.of(value("the version of the programs in " + order.bin(),
                    InstalledPrograms.current(order.root(), order.bin(), host, as).map(ProgramsOrder::version), order.version()));
            case MakeDirectory _, RemoveDirectory _, LoadModule _, UnloadModule _, LoadProfile _, UnloadProfile _,
                    SetCapabilities _, HostSystemctl _, InstallPackages _, CreateUser _, Systemctl _, StartDirect _,
                    StopDirect _, SignalReload _, PublishPort _, UnpublishPort _, AwaitReady _, PurgeTree _, IssueCertificates _,
                    RestoreCertificates _, DiscardCertificates _, CheckSettings _, RemovePrograms _ -> Optional.empty();
        };
    }

    private Mark file(Path path, Optional<String> left) {
        var text = host.text(path, as);
        var now = text.found().map(FileText::content);
        var found = text.obstacle().or(() -> now.equals(left) ? Optional.empty()
                : Optional.of(path + ": " + (now.isEmpty() ? "is not there any more"
                        : left.isEmpty() ? "is there again" : "has been changed since")));
        return new Mark(path.toString(), found);
    }

    private static Mark value(String subject, Observation<String> seen, String left) {
        var found = seen.obstacle().or(() -> seen.found().equals(Optional.of(left)) ? Optional.empty()
                : Optional.of(subject + ": is " + seen.found().orElse("absent") + " now, was set to " + left));
        return new Mark(subject, found);
    }

    private Mark range(String user, long start, long count, boolean left) {
        var text = start + "-" + (start + count - 1);
        boolean there = host.account(user).found().stream()
                .flatMap(account -> SubIdFile.read(SubIdFile.UIDS, host).found().stream().flatMap(file -> file.of(account).stream()))
                .anyMatch(one -> one.start() == start && one.count() == count);
        return new Mark("sub-ids of " + user + " " + start, there == left ? Optional.empty()
                : Optional.of("sub-ids of " + user + ": " + text + (left ? " are not there any more" : " are there again")));
    }
}
