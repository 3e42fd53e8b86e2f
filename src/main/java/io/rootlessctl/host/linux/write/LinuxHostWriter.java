package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.FileTree;
import io.rootlessctl.host.HostLock;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.host.RootlessKitReply;
import io.rootlessctl.host.RootlessKitRequest;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.SysctlKey;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.CertificateOrder;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.PackageSystem;
import io.rootlessctl.model.PortSpec;
import io.rootlessctl.model.ProcessId;
import io.rootlessctl.model.ProgramsOrder;
import io.rootlessctl.model.Step.Systemctl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Changes the host this process runs on. */
public final class LinuxHostWriter implements HostWriter {
    private final LinuxHost host;
    private final UserFiles files = new UserFiles();
    private final HostTools tools;
    private final PackageTools packages;
    private final KernelTools kernel;
    private final DirectDaemon daemon;
    private final RootlessKitPorts ports;
    private final UserUnits units;
    private final Readiness readiness;

    /** @param host the same host, which knows who the caller is and where users' files are */
    public LinuxHostWriter(LinuxHost host) {
        this(host, () -> false);
    }

    /** @param interrupted whether this process has been told to end */
    public LinuxHostWriter(LinuxHost host, BooleanSupplier interrupted) {
        this.host = host;
        this.tools = new HostTools(host.commands());
        this.packages = new PackageTools(tools);
        this.kernel = new KernelTools(tools);
        this.ports = new RootlessKitPorts(host);
        this.daemon = new DirectDaemon(host.credentials(), host.commands());
        this.units = new UserUnits(host);
        this.readiness = new Readiness(host, daemon, units, interrupted);
    }

    @Override
    public void writeFile(Path path, String content, int mode, Account as) throws IOException {
        file(path, as, () -> files.write(path, content.getBytes(StandardCharsets.UTF_8), mode));
    }

    @Override
    public void removeFile(Path path, Account as) throws IOException {
        file(path, as, () -> files.remove(path));
    }

    @Override
    public void checkSettings(Path dockerd, Path file, String content, Account as) throws IOException {
        new SettingsCheck(host, files, as).check(dockerd, file, content);
    }

    @Override
    public void discardLeft(Path path, Account as) throws IOException {
        file(path, as, () -> files.discardLeft(path));
    }

    @Override
    public void makeDirectory(Path path, int mode, Account as) throws IOException {
        file(path, as, () -> files.makeDirectory(path, mode));
    }

    @Override
    public void removeDirectory(Path path, Account as) throws IOException {
        file(path, as, () -> files.removeDirectory(path));
    }

    @Override
    public void purgeTree(Path path, Account as) throws IOException {
        new OwnedTree(host, as).purge(path);
    }

    @Override
    public void issueCertificates(CertificateOrder order, Account as) throws IOException {
        certificates(as).issue(order, as);
    }

    @Override
    public void restoreCertificates(CertificateOrder order, String digest, Account as) throws IOException {
        certificates(as).restore(order, digest, as);
    }

    @Override
    public void discardCertificates(CertificateOrder order, Account as) throws IOException {
        certificates(as).discard(order, as);
    }

    @Override
    public void installPrograms(ProgramsOrder order, Account as) throws IOException {
        new ProgramFiles(host, files, as, (about, work) -> file(about, as, work)).install(order);
    }

    @Override
    public void removePrograms(ProgramsOrder order, Account as) throws IOException {
        new ProgramFiles(host, files, as, (about, work) -> file(about, as, work)).remove(order);
    }

    private CertificateFiles certificates(Account as) {
        return new CertificateFiles(host, files, (about, work) -> file(about, as, work::run));
    }

    @Override
    public void setMode(Path path, int mode, Account as) throws IOException {
        file(path, as, () -> files.setMode(path, mode));
    }

    private void file(Path path, Account as, UserFiles.Work work) throws IOException {
        Failure.about(path, () -> host.credentials().as(as, () -> {
            work.run();
            return path;
        }));
    }

    /** In one write, as the kernel demands it. */
    @Override
    public void setSysctl(String key, String value) throws IOException {
        Failure.about("sysctl " + key,
                () -> Files.writeString(SysctlKey.path(key), value + "\n", StandardOpenOption.WRITE));
    }

    @Override
    public void loadModule(String name) throws IOException {
        kernel.loadModule(name);
    }

    @Override
    public void unloadModule(String name) throws IOException {
        kernel.unloadModule(name);
    }

    @Override
    public void loadProfile(Path file) throws IOException {
        kernel.loadProfile(file);
    }

    @Override
    public void unloadProfile(Path file) throws IOException {
        kernel.unloadProfile(file);
    }

    @Override
    public void setCapabilities(Path file, String capabilities) throws IOException {
        kernel.setCapabilities(file, capabilities);
    }

    @Override
    public void hostSystemctl(Systemctl.Verb verb, String unit) throws IOException {
        kernel.systemctl(verb, unit);
    }

    @Override
    public void installPackages(PackageSystem system, List<String> names) throws IOException {
        packages.install(system, names);
    }

    @Override
    public void createUser(String name) throws IOException {
        tools.createUser(name);
    }

    @Override
    public void addSubIds(String user, long start, long count) throws IOException {
        tools.addSubIds(user, start, count);
    }

    @Override
    public void removeSubIds(String user, long start, long count) throws IOException {
        tools.removeSubIds(user, start, count);
    }

    @Override
    public void setLinger(String user, boolean on) throws IOException {
        tools.setLinger(host.account(user).found().orElseThrow(() -> new IOException("user " + user + ": not found")), on);
    }

    @Override
    public void systemctl(Systemctl.Verb verb, String unit, Account as) throws IOException {
        units.systemctl(verb, unit, as);
    }

    @Override
    public void startDirect(DirectLaunch launch, Account as) throws IOException {
        StalePids.remove(launch, host, as, this);
        daemon.start(launch, as);
    }

    @Override
    public void stopDirect(ProcessId process, Duration timeout, Account as) throws IOException {
        daemon.stop(process, timeout, as);
    }

    @Override
    public void signalReload(ProcessId process, Account as) throws IOException {
        daemon.reload(process, as);
    }

    @Override
    public void publishPort(PortSpec port, Account as) throws IOException {
        ports.publish(port, as);
    }

    @Override
    public void unpublishPort(PortSpec port, Account as) throws IOException {
        ports.unpublish(port, as);
    }

    @Override
    public RootlessKitReply ask(RootlessKitRequest request, Account as) {
        return ports.send(request, as);
    }

    @Override
    public void awaitReady(Path socket, Duration timeout, Account as) throws IOException {
        readiness.await(socket, timeout, as);
    }

    @Override
    public FileTree fileTree(Path root, Account as) {
        return new NamespacedTree(host, as, root);
    }

    @Override
    public void startContainer(Path socket, String name, Account as) throws IOException {
        Containers.start(socket, name, as, host.credentials());
    }

    @Override
    public HostLock lock(Path file, String holder, Account as) throws IOException {
        return Failure.about(file, () -> host.credentials().as(as, () -> LockFile.take(file, holder)));
    }
}
