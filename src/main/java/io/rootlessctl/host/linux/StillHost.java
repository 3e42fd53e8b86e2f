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
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A host that stands still: many kinds read the same files and ask the same daemon. What is not here is asked once only. */
final class StillHost implements HostView {
    /** Larger texts are read anew: root may look at hundreds of users at once, whose files may be of any size. */
    private static final int LONGEST = 16 << 10;
    /** Looks at users wait for their files and daemons most of the time; many more would only make the host's load jump. */
    private static final int LOOKERS = Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 2, 16);

    private final HostView now;
    private final Memory memory = new Memory(true);

    StillHost(HostView now) {
        this.now = now;
    }

    /** A value that is equal to itself alone. */
    private record Same(Object value) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Same same && same.value == value;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(value);
        }
    }

    @Override
    public HostView still() {
        return this;
    }

    @Override
    public int lookers() {
        return LOOKERS;
    }

    @Override
    public <T> T once(List<?> question, Supplier<T> look) {
        return memory.of(question.stream().map(Same::new).toList(), look);
    }

    @Override
    public Account caller() {
        return now.caller();
    }

    @Override
    public Instant now() {
        return now.now();
    }

    @Override
    public Observation<Account> account(String name) {
        return memory.of(List.of("account", name), () -> now.account(name));
    }

    @Override
    public UserDirectories directories(Account user) {
        return memory.of(List.of("directories", user), () -> now.directories(user));
    }

    @Override
    public Observation<OsRelease> osRelease() {
        return now.osRelease();
    }

    @Override
    public Observation<FileText> systemFile(Path path) {
        return memory.of(List.of("system file", path), () -> now.systemFile(path));
    }

    @Override
    public ReleaseView releases(Account as) {
        return now.releases(as);
    }

    @Override
    public Kernel kernel() {
        return memory.of(List.of("kernel"), now::kernel);
    }

    @Override
    public boolean systemd() {
        return memory.of(List.of("systemd"), now::systemd);
    }

    @Override
    public Observation<String> sysctl(String key) {
        return memory.of(List.of("sysctl", key), () -> now.sysctl(key));
    }

    @Override
    public Observation<List<SubIdRange>> directorySubIds(Account user, IdType type) {
        return memory.of(List.of("directory", user.uid(), type), () -> now.directorySubIds(user, type));
    }

    @Override
    public Observation<Set<String>> installed(List<String> packages) {
        return now.installed(packages);
    }

    @Override
    public Observation<Program> program(String name, Account user) {
        return now.program(name, user);
    }

    @Override
    public Observation<Program> systemProgram(String name) {
        return now.systemProgram(name);
    }

    @Override
    public Observation<Version> version(String name, Account user) {
        return now.version(name, user);
    }

    @Override
    public Observation<Firewall> firewall() {
        return now.firewall();
    }

    @Override
    public Observation<FileStatus> status(Path path, Account as) {
        return memory.of(List.of("status", path, as.uid()), () -> now.status(path, as));
    }

    @Override
    public Observation<NearestFile> nearest(Path path, Account as) {
        return memory.of(List.of("nearest", path, as.uid()), () -> now.nearest(path, as));
    }

    @Override
    public Observation<FileText> text(Path path, Account as) {
        return memory.of(List.of("text", path, as.uid()), () -> now.text(path, as),
                seen -> seen.found().filter(text -> text.content().length() > LONGEST).isEmpty());
    }

    @Override
    public Observation<List<Path>> list(Path directory, Account as) {
        return now.list(directory, as);
    }

    @Override
    public Observation<String> capabilities(Path file, Account as) {
        return memory.of(List.of("capabilities", file, as.uid()), () -> now.capabilities(file, as));
    }

    @Override
    public Observation<String> fileSystem(Path path, Account as) {
        return memory.of(List.of("file system", path, as.uid()), () -> now.fileSystem(path, as));
    }

    @Override
    public AddressView addresses() {
        return now.addresses();
    }

    @Override
    public Observation<RemoteShell> remoteShell(Account user) {
        return now.remoteShell(user);
    }

    @Override
    public Observation<UserUnit> userUnit(String unit, Account user) {
        return now.userUnit(unit, user);
    }

    @Override
    public Observation<UserUnit> systemUnit(String unit) {
        return now.systemUnit(unit);
    }

    @Override
    public Observation<Boolean> linger(Account user) {
        return now.linger(user);
    }

    @Override
    public Observation<RunningDaemon> daemon(Account user) {
        return memory.of(List.of("daemon", user.uid()), () -> now.daemon(user));
    }

    @Override
    public Observation<Engine> engine(Path socket, Account as) {
        return memory.of(List.of("engine", socket, as.uid()), () -> now.engine(socket, as));
    }

    @Override
    public Observation<RootlessKitInfo> rootlessKit(Path apiSocket, Account as) {
        return memory.of(List.of("rootlesskit", apiSocket, as.uid()), () -> now.rootlessKit(apiSocket, as));
    }

    @Override
    public Observation<List<PublishedPort>> publishedPorts(Path apiSocket, Account as) {
        return memory.of(List.of("published", apiSocket, as.uid()), () -> now.publishedPorts(apiSocket, as));
    }

    @Override
    public Observation<Long> lockHolder(Path file, Account as) {
        return now.lockHolder(file, as);
    }

    @Override
    public Observation<List<Listener>> listeners(int port) {
        return memory.of(List.of("listeners", port), () -> now.listeners(port));
    }

    @Override
    public DaemonView daemonView() {
        return now.daemonView();
    }
}
