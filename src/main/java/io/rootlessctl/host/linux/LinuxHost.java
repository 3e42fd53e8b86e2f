package io.rootlessctl.host.linux;

import io.rootlessctl.host.AddressView;
import io.rootlessctl.host.DaemonView;
import io.rootlessctl.host.Engine;
import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.FileText;
import io.rootlessctl.host.Firewall;
import io.rootlessctl.host.HostView;
import io.rootlessctl.host.IdType;
import io.rootlessctl.host.Kernel;
import io.rootlessctl.host.Listener;
import io.rootlessctl.host.OsRelease;
import io.rootlessctl.host.NearestFile;
import io.rootlessctl.host.Program;
import io.rootlessctl.host.PublishedPort;
import io.rootlessctl.host.ReleaseView;
import io.rootlessctl.host.RemoteShell;
import io.rootlessctl.host.RootlessKitInfo;
import io.rootlessctl.host.RunningDaemon;
import io.rootlessctl.host.SubIdRange;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where this process runs, with an environment that tells where the caller's files are. */
public final class LinuxHost implements HostView {
    private final Map<String, String> environment;
    private final Account caller;
    private final UserCredentials credentials;
    private final UserCommands commands;
    private final DaemonSockets sockets;
    private final Memory memory;
    private final Programs programs;

    public LinuxHost(Map<String, String> environment) {
        var self = Accounts.caller(environment);
        var own = new UserCredentials(self.uid());
        this(Map.copyOf(environment), self, own, new UserCommands(self, environment), new DaemonSockets(own), new Memory(false));
    }

    private LinuxHost(Map<String, String> environment, Account caller, UserCredentials credentials, UserCommands commands,
            DaemonSockets sockets, Memory memory) {
        this.environment = environment;
        this.caller = caller;
        this.credentials = credentials;
        this.commands = commands;
        this.sockets = sockets;
        this.memory = memory;
        this.programs = new Programs(credentials, commands, memory);
    }

    @Override
    public HostView moment() {
        return new LinuxHost(environment, caller, credentials, commands, sockets, new Memory(true));
    }

    @Override
    public HostView still() {
        return new StillHost(this);
    }

    public UserCredentials credentials() {
        return credentials;
    }
    public UserCommands commands() {
        return commands;
    }

    /** For the writer: a daemon that was started or waited for is asked again, however slow it was before. */
    public void forgetSlowSockets() {
        sockets.forgetSlow();
    }

    @Override
    public Account caller() {
        return caller;
    }

    @Override
    public Observation<Account> account(String name) {
        return name.equals(caller.name()) ? Observation.present(caller) : Accounts.byName(name, memory);
    }

    @Override
    public UserDirectories directories(Account user) {
        return Directories.of(user, user.uid() == caller.uid() ? environment : Map.of());
    }

    @Override
    public Observation<OsRelease> osRelease() {
        return memory.of(List.of("os-release"), OsReleaseFile::read);
    }

    @Override
    public Observation<FileText> systemFile(Path path) {
        return FileLook.system(path);
    }

    @Override
    public Kernel kernel() {
        return Mounts.kernel(memory);
    }

    @Override
    public boolean systemd() {
        return Files.isDirectory(Path.of("/run/systemd/system"));
    }

    @Override
    public Observation<String> sysctl(String key) {
        return SysctlKey.read(key);
    }

    @Override
    public Observation<List<SubIdRange>> directorySubIds(Account user, IdType type) {
        return new SubIdQuery(commands).of(user, type);
    }

    @Override
    public Observation<Set<String>> installed(List<String> packages) {
        return memory.of(List.of("installed", packages), () -> PackageQuery.ask(osRelease(), packages, commands));
    }

    @Override
    public Observation<Program> program(String name, Account user) {
        return memory.of(List.of("program", name, user), () -> programs.find(name, user, directories(user)));
    }

    @Override
    public Observation<Program> systemProgram(String name) {
        return memory.of(List.of("system program", name), () -> programs.findOfSystem(name, caller, directories(caller)));
    }

    @Override
    public Observation<Version> version(String name, Account user) {
        return memory.of(List.of("version", name, user), () -> programs.version(name, user, directories(user)));
    }

    @Override
    public Observation<Firewall> firewall() {
        return programs.firewall(caller, directories(caller));
    }

    @Override
    public Observation<FileStatus> status(Path path, Account as) {
        return credentials.look(path, as, () -> FileLook.status(path));
    }

    @Override
    public Observation<NearestFile> nearest(Path path, Account as) {
        return credentials.look(path, as, () -> FileLook.nearestFile(path));
    }

    @Override
    public Observation<FileText> text(Path path, Account as) {
        return credentials.look(path, as, () -> FileLook.text(path));
    }

    @Override
    public ReleaseView releases(Account as) {
        return new ProgramSource(credentials, memory, as);
    }

    @Override
    public Observation<List<Path>> list(Path directory, Account as) {
        return credentials.look(directory, as, () -> FileLook.list(directory));
    }

    @Override
    public Observation<String> capabilities(Path file, Account as) {
        return credentials.look(file, as, () -> FileLook.capabilities(file));
    }

    @Override
    public Observation<String> fileSystem(Path path, Account as) {
        return credentials.look(path, as, () -> FileLook.real(path)).flatMap(real -> Mounts.typeAt(real, memory));
    }

    @Override
    public AddressView addresses() {
        return new HostAddresses(memory);
    }

    @Override
    public Observation<RemoteShell> remoteShell(Account user) {
        return memory.of(List.of("login shell", user), () -> new LoginShell(commands, this).of(user, directories(user)));
    }

    @Override
    public Observation<UserUnit> userUnit(String unit, Account user) {
        return memory.of(List.of("unit", unit, user), () -> new Units(commands).ofUser(unit, user, directories(user)));
    }

    @Override
    public Observation<UserUnit> systemUnit(String unit) {
        return memory.of(List.of("unit", unit), () -> systemd() ? new Units(commands).ofSystem(unit) : Observation.absent());
    }

    @Override
    public Observation<Boolean> linger(Account user) {
        return systemd() ? Units.linger(user) : Observation.absent();
    }

    @Override
    public Observation<RunningDaemon> daemon(Account user) {
        return memory.of(List.of("processes"), DaemonSearch::candidates).flatMap(all -> DaemonSearch.in(all, user.uid()));
    }

    @Override
    public Observation<Engine> engine(Path socket, Account as) {
        return sockets.engine(socket, as);
    }

    @Override
    public Observation<RootlessKitInfo> rootlessKit(Path apiSocket, Account as) {
        return sockets.rootlessKit(apiSocket, as);
    }

    @Override
    public Observation<List<PublishedPort>> publishedPorts(Path apiSocket, Account as) {
        return sockets.publishedPorts(apiSocket, as);
    }

    @Override
    public Observation<Long> lockHolder(Path file, Account as) {
        return credentials.look(file, as, () -> FileLook.lockHolder(file));
    }

    @Override
    public Observation<List<Listener>> listeners(int port) {
        return Listeners.on(port);
    }

    @Override
    public DaemonView daemonView() {
        return new DaemonLooks(this);
    }
}
