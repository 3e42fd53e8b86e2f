package io.rootlessctl.apply;

import io.rootlessctl.host.HostWriter;
import io.rootlessctl.model.Account;
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
import java.io.IOException;

/** Runs one step. */
final class StepExecutor {
    private final HostWriter writer;

    StepExecutor(HostWriter writer) {
        this.writer = writer;
    }

    /** @param as whose change it is: the step touches files and processes with that user's credentials */
    void execute(Step step, Account as) throws IOException {
        switch (step) {
            case WriteFile(var path, var content, var mode) -> writer.writeFile(path, content, mode, as);
            case RemoveFile(var path) -> writer.removeFile(path, as);
            case CheckSettings(var dockerd, var file, var content) -> writer.checkSettings(dockerd, file, content, as);
            case MakeDirectory(var path, var mode) -> writer.makeDirectory(path, mode, as);
            case RemoveDirectory(var path) -> writer.removeDirectory(path, as);
            case PurgeTree(var path) -> writer.purgeTree(path, as);
            case SetMode(var path, var mode) -> writer.setMode(path, mode, as);
            case SetSysctl(var key, var value) -> writer.setSysctl(key, value);
            case LoadModule(var name) -> writer.loadModule(name);
            case UnloadModule(var name) -> writer.unloadModule(name);
            case LoadProfile(var file) -> writer.loadProfile(file);
            case UnloadProfile(var file) -> writer.unloadProfile(file);
            case SetCapabilities(var file, var capabilities) -> writer.setCapabilities(file, capabilities);
            case HostSystemctl(var verb, var unit) -> writer.hostSystemctl(verb, unit);
            case InstallPackages(var system, var names) -> writer.installPackages(system, names);
            case CreateUser(var name) -> writer.createUser(name);
            case AddSubIds(var user, var start, var count) -> writer.addSubIds(user, start, count);
            case RemoveSubIds(var user, var start, var count) -> writer.removeSubIds(user, start, count);
            case SetLinger(var user, var on) -> writer.setLinger(user, on);
            case Systemctl(var verb, var unit) -> writer.systemctl(verb, unit, as);
            case StartDirect(var launch) -> writer.startDirect(launch, as);
            case StopDirect(var process, var timeout, _) -> writer.stopDirect(process, timeout, as);
            case SignalReload(var process) -> writer.signalReload(process, as);
            case IssueCertificates(var order) -> writer.issueCertificates(order, as);
            case RestoreCertificates(var order, var digest) -> writer.restoreCertificates(order, digest, as);
            case DiscardCertificates(var order) -> writer.discardCertificates(order, as);
            case InstallPrograms(var order) -> writer.installPrograms(order, as);
            case RemovePrograms(var order) -> writer.removePrograms(order, as);
            case PublishPort(var port) -> writer.publishPort(port, as);
            case UnpublishPort(var port) -> writer.unpublishPort(port, as);
            case AwaitReady(var socket, var timeout) -> writer.awaitReady(socket, timeout, as);
        }
    }
}
