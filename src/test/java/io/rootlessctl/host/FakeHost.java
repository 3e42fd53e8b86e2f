package io.rootlessctl.host;

import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.host.FileStatus.Type;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Ipv4Network;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A host in memory: what it is asked it answers from here, what {@link FakeHostWriter} does to it happens here, and
 * nothing depends on the machine or the hour. Two hosts that are set up alike are alike.
 */
public final class FakeHost implements HostView {
    static final Account ROOT = new Account("root", 0, 0, Path.of("/root"), Path.of("/bin/bash"));

    final FakeClock clock = new FakeClock();
    final FakeFiles files = new FakeFiles(clock);
    final FakeKernel system = new FakeKernel(files);
    final FakePrograms programs = new FakePrograms();
    final FakeSubIds subIds = new FakeSubIds(files);
    final FakeUnits units = new FakeUnits(files);
    final FakeDockerd dockerd = new FakeDockerd(files, programs, subIds, clock);
    final SortedMap<String, Account> accounts = new TreeMap<>(Map.of("root", ROOT));
    final SortedMap<String, String> sysctls = new TreeMap<>();
    final SortedMap<String, FakeDaemon> daemons = new TreeMap<>();
    /** Users whose daemon takes questions and does not answer, until somebody waits for it. */
    final Set<String> busy = new HashSet<>();
    /** Users whose daemon has no socket, until somebody waits for it. */
    final Set<String> starting = new HashSet<>();
    final Map<String, List<Container>> containers = new HashMap<>();
    final Map<String, List<String>> logs = new HashMap<>();
    final Set<String> closedLogs = new HashSet<>();
    /** Bytes free on every file system. */
    long room = 1L << 30;
    final Map<String, Reach> reaches = new HashMap<>();
    Optional<String> noProbe = Optional.empty();
    boolean withoutSlirp4netns;
    private final Map<String, List<String>> remote = new HashMap<>();
    final List<Listener> listeners = new ArrayList<>();
    final Set<String> lingering = new TreeSet<>();
    final Set<Path> created = new TreeSet<>();
    private final SortedMap<Path, String> fileSystems = new TreeMap<>(Map.of(Path.of("/"), "ext4"));
    private final Set<String> unreachableManagers = new TreeSet<>();
    private final Set<String> loggedOut = new TreeSet<>();
    private final List<HostNetwork> networks = new ArrayList<>();
    private final List<String> addresses = new ArrayList<>();
    private Account caller = ROOT;
    private boolean systemd;
    private Kernel kernel = new Kernel("6.1.0-13-amd64", Kernel.Cgroups.V2);

    public FakeHost() {
        List.of("/etc", "/etc/sysctl.d", "/usr/bin", "/var/lib", "/home", "/run/user", "/tmp").forEach(this::directory);
    }

    /** Debian 12 without systemd, with all packages, and with alice, who may run Docker and does not. */
    public static FakeHost debian() {
        var host = new FakeHost();
        host.file("/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
        host.file("/etc/subuid", "alice:100000:65536\n");
        host.file("/etc/subgid", "alice:100000:65536\n");
        host.install("docker.io", "rootlesskit", "uidmap", "iptables", "slirp4netns", "dbus-user-session", "passwd",
                "util-linux");
        host.put("/dev/net/tun", Type.DEVICE, "", 0666);
        host.sysctl("user.max_user_namespaces", "127458");
        host.sysctl("kernel.unprivileged_userns_clone", "1");
        host.sysctl("net.ipv4.ping_group_range", "1 0");
        host.user("alice", 1000);
        return host;
    }

    public FakeHost user(String name, long uid) {
        var home = Path.of("/home", name);
        accounts.put(name, new Account(name, uid, uid, home, Path.of("/bin/bash")));
        files.put(home, Type.DIRECTORY, new byte[0], 0755, uid, uid);
        // The state directory's parents: an apply that is taken back leaves its own state, and these with it.
        files.put(home.resolve(".local/state"), Type.DIRECTORY, new byte[0], 0755, uid, uid);
        files.put(Path.of("/run/user/" + uid), Type.DIRECTORY, new byte[0], 0700, uid, uid);
        if (systemd) {
            bus(accounts.get(name));
        }
        return this;
    }

    private void bus(Account account) {
        files.put(Path.of("/run/user/" + account.uid(), "bus"), Type.SOCKET, new byte[0], 0666, account.uid(), account.gid());
    }

    public FakeHost callAs(String name) {
        caller = accounts.get(name);
        return this;
    }

    private Firewall firewall = Firewall.NF_TABLES;

    public FakeHost withSystemd() {
        systemd = true;
        accounts.values().forEach(this::bus);
        return this;
    }

    public FakeHost withoutManager(String user) {
        unreachableManagers.add(user);
        return this;
    }

    /** The user's systemd runs while it lingers. */
    public FakeHost withNobodyLoggedInAs(String user) {
        loggedOut.add(user);
        return this;
    }

    public FakeHost withKernel(String release, Kernel.Cgroups cgroups) {
        kernel = new Kernel(release, cgroups);
        return this;
    }

    public FakeHost fileSystem(String path, String type) {
        fileSystems.put(Path.of(path), type);
        return this;
    }

    public FakeHost sysctl(String key, String value) {
        sysctls.put(key, value);
        return this;
    }

    public FakeHost without(String path) {
        files.drop(Path.of(path));
        programs.drop(Path.of(path));
        return this;
    }

    public FakeHost network(String network, String device) {
        networks.add(new HostNetwork(Ipv4Network.parse(network).orElseThrow(), device));
        return this;
    }

    public FakeHost program(String path, String version) {
        programs.put(Path.of(path), version);
        return this;
    }

    public FakeHost programMode(String path, int mode) {
        programs.setMode(Path.of(path), mode);
        return this;
    }

    public void install(String... packages) {
        for (var name : packages) {
            try {
                programs.install(name);
            } catch (java.io.IOException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }

    /** A file as somebody other than us puts it there, now; it belongs to whoever's home it is in. */
    public FakeHost file(String path, String content) {
        return put(path, Type.FILE, content, 0644);
    }

    /** What is in a file; nothing when it is not there. */
    public String text(String path) {
        return files.content(Path.of(path)).orElse("");
    }

    public FakeHost put(String path, Type type, String content, int mode) {
        return put(path, type, content.getBytes(StandardCharsets.UTF_8), mode);
    }

    public FakeHost put(String path, Type type, byte[] content, int mode) {
        long owner = accounts.values().stream().filter(account -> account.uid() != 0)
                .filter(account -> Path.of(path).startsWith(account.home())).mapToLong(Account::uid).findFirst().orElse(0);
        return put(path, type, content, mode, owner);
    }

    public FakeHost put(String path, Type type, byte[] content, int mode, long owner) {
        clock.step();
        files.put(Path.of(path), type, content, mode, owner, owner);
        return this;
    }

    private void directory(String path) {
        files.put(Path.of(path), Type.DIRECTORY, new byte[0], 0755, 0, 0);
    }

    public FakeHost capabilities(String path, String text) {
        system.setCapabilities(Path.of(path), text);
        return this;
    }

    /** Something that listens; its process is known where the caller may look into it. */
    public FakeHost listener(Listener listener) {
        listeners.add(listener);
        return this;
    }

    /** @param enabled as systemctl spells it, {@code enabled}, {@code static} */
    public FakeHost systemUnit(String name, boolean active, String enabled, long mainPid) {
        system.unit(name, active, enabled, mainPid);
        return this;
    }

    public FakeHost linger(String user) {
        lingering.add(user);
        return this;
    }

    /** As {@code systemctl --user enable} has left it. */
    public FakeHost enabled(String user) {
        try {
            units.enable(accounts.get(user), true);
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return this;
    }

    public FakeHost container(String user, Container container) {
        containers.computeIfAbsent(user, _ -> new ArrayList<>()).add(container);
        return this;
    }

    /** The writer of this host; all that come from one host share its log and its trouble. */
    public FakeHostWriter writer() {
        return writer;
    }

    private final FakeHostWriter writer = new FakeHostWriter(this);

    @Override
    public Account caller() {
        return caller;
    }

    @Override
    public Instant now() {
        return clock.now();
    }

    @Override
    public Observation<Account> account(String name) {
        return optional(Optional.ofNullable(accounts.get(name)));
    }

    @Override
    public UserDirectories directories(Account user) {
        var home = user.home();
        var login = Path.of("/run/user/" + user.uid());
        var runtime = files.status(login).isPresent() ? login : home.resolve(".docker/run");
        return new UserDirectories(
                home, runtime, home.resolve(".config"), home.resolve(".local/share"), home.resolve(".local/state"),
                home.resolve(".cache"));
    }

    @Override
    public Observation<OsRelease> osRelease() {
        return files.text(Path.of("/etc/os-release"), caller).map(text -> {
            var values = text.content().lines().map(line -> line.split("=", 2)).filter(parts -> parts.length == 2)
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].replace("\"", ""), (_, last) -> last));
            var like = values.getOrDefault("ID_LIKE", "");
            return new OsRelease(
                    values.getOrDefault("ID", "linux"), values.getOrDefault("VERSION_ID", ""),
                    like.isEmpty() ? List.of() : List.of(like.split(" ")), values.getOrDefault("UBUNTU_CODENAME",
                            values.getOrDefault("DEBIAN_CODENAME", values.getOrDefault("VERSION_CODENAME", ""))),
                    values.getOrDefault("PRETTY_NAME", ""));
        });
    }

    @Override
    public Kernel kernel() {
        return kernel;
    }

    @Override
    public boolean systemd() {
        return systemd;
    }

    @Override
    public Observation<String> sysctl(String key) {
        return optional(Optional.ofNullable(sysctls.get(key)));
    }

    @Override
    public Observation<List<SubIdRange>> directorySubIds(Account user, IdType type) {
        return programs.find("getsubids", caller.home()).isPresent()
                ? subIds.inDirectory(user.name()) : Observation.absent();
    }

    @Override
    public Observation<FileText> systemFile(Path path) {
        return files.text(files.linkTarget(path).map(target -> path.resolveSibling(target).normalize()).orElse(path), caller);
    }

    /** Whose log nobody may read. */
    public FakeHost closedLog(String user) {
        closedLogs.add(user);
        return this;
    }

    public FakeHost room(long bytes) {
        room = bytes;
        return this;
    }

    /** What a user's daemon has logged. */
    public FakeHost logged(String user, List<String> lines) {
        logs.put(user, new ArrayList<>(lines));
        return this;
    }

    /** As a directory gives them that /etc/nsswitch.conf names, the same for user and group ids. */
    public FakeHost directorySubIds(String user, SubIdRange... ranges) {
        subIds.inDirectory(user, List.of(ranges));
        return this;
    }

    @Override
    public Observation<Set<String>> installed(List<String> packages) {
        var found = new TreeSet<>(packages);
        found.retainAll(programs.installed());
        return Observation.present(found);
    }

    @Override
    public Observation<Version> version(String name, Account user) {
        return optional(programs.version(name, user.home()));
    }

    @Override
    public Observation<Firewall> firewall() {
        return program("iptables", caller).map(_ -> firewall);
    }

    public FakeHost firewall(Firewall known) {
        firewall = known;
        return this;
    }

    @Override
    public Observation<Program> program(String name, Account user) {
        return optional(programs.find(name, user.home()));
    }

    @Override
    public Observation<Program> systemProgram(String name) {
        return optional(programs.find(name, Path.of("/nonexistent")));
    }

    @Override
    public Observation<FileStatus> status(Path path, Account as) {
        return programs.at(path).filter(_ -> files.status(path).isEmpty()).<Observation<FileStatus>>map(program -> Observation.present(
                        new FileStatus(Type.FILE, program.privileged() ? 04755 : 0755, 0, 0, 1)))
                .orElseGet(() -> files.status(path, as));
    }

    @Override
    public ReleaseView releases(Account as) {
        return new FakeReleases(files, as);
    }

    @Override
    public Observation<FileText> text(Path path, Account as) {
        return files.text(path, as);
    }

    @Override
    public Observation<List<Path>> list(Path directory, Account as) {
        return files.list(directory, as);
    }

    @Override
    public Observation<String> capabilities(Path file, Account as) {
        return status(file, as).map(_ -> system.capabilities(file));
    }

    @Override
    public Observation<UserUnit> systemUnit(String unit) {
        return systemd ? system.show(unit) : Observation.absent();
    }

    @Override
    public Observation<String> fileSystem(Path path, Account as) {
        return optional(fileSystems.keySet().stream().filter(path::startsWith)
                .max(java.util.Comparator.comparingInt(Path::getNameCount)).map(fileSystems::get));
    }

    /** What the start-up files of a user, which nobody reads here, set or print: {@code DOCKER_HOST=...}. */
    public FakeHost remoteShell(String user, String line) {
        remote.computeIfAbsent(user, _ -> new ArrayList<>()).add(line);
        return this;
    }

    @Override
    public Observation<RemoteShell> remoteShell(Account user) {
        return Observation.present(new FakeRemoteShell(
                files, programs, user, remote.getOrDefault(user.name(), List.of())).answer());
    }

    /** As {@code usermod -s} does. */
    public FakeHost loginShell(String user, String path) {
        var known = accounts.get(user);
        accounts.put(user, new Account(user, known.uid(), known.gid(), known.home(), Path.of(path)));
        return this;
    }

    /** The only addresses, besides loopback's, that it has; of one that is not told any address can be had. */
    public FakeHost addresses(List<String> known) {
        addresses.addAll(known);
        return this;
    }

    @Override
    public AddressView addresses() {
        return new FakeAddresses(List.copyOf(addresses), List.copyOf(networks));
    }

    @Override
    public Observation<UserUnit> userUnit(String unit, Account user) {
        boolean ended = loggedOut.contains(user.name()) && !lingering.contains(user.name());
        if (!systemd || ended || unreachableManagers.contains(user.name())) {
            return new Observation.Unreadable<>("unit " + unit + " of " + user.name(), "Failed to connect to bus");
        }
        return units.show(user, Optional.ofNullable(daemons.get(user.name())).filter(FakeDaemon::systemd));
    }

    @Override
    public Observation<Boolean> linger(Account user) {
        return systemd ? Observation.present(lingering.contains(user.name())) : Observation.absent();
    }

    @Override
    public Observation<RunningDaemon> daemon(Account user) {
        return optional(Optional.ofNullable(daemons.get(user.name())).map(FakeDaemon::process));
    }

    @Override
    public Observation<Engine> engine(Path socket, Account as) {
        var listening = listening(socket);
        return listening.filter(busy::contains).isPresent()
                ? new Observation.Unreadable<>(socket.toString(), "no answer within 10000 ms")
                : optional(listening.filter(user -> !starting.contains(user)).map(user -> engine(user, daemons.get(user))));
    }

    /** The user whose daemon has this socket. */
    Optional<String> listening(Path socket) {
        return daemons.entrySet().stream().filter(entry -> entry.getValue().sockets().contains(socket))
                .findFirst().map(Map.Entry::getKey);
    }

    private Engine engine(String user, FakeDaemon daemon) {
        var version = programs.version("dockerd", accounts.get(user).home());
        boolean limits = daemon.systemd() && kernel.cgroups() == Kernel.Cgroups.V2;
        return new Engine(
                daemon.process().binaryDeleted() ? "20.10.5" : version.map(Object::toString).orElse("0"), daemon.dataRoot(), daemon.text("storage-driver", "overlay2"),
                limits ? "systemd" : "none", daemon.text("log-driver", "json-file"), true, false, daemon.told(),
                containers.getOrDefault(user, List.of()));
    }

    /** @param why nothing can be tried from a daemon's network */
    public FakeHost withoutProbe(String why) {
        noProbe = Optional.of(why);
        return this;
    }

    /** What is to come of it when a user's daemon reaches for anything. */
    public FakeHost reach(String user, Reach what) {
        reaches.put(user, what);
        return this;
    }

    /** As if it had crashed, for every daemon. */
    public FakeHost withoutSlirp4netns() {
        withoutSlirp4netns = true;
        return this;
    }

    @Override
    public Observation<RootlessKitInfo> rootlessKit(Path apiSocket, Account as) {
        return optional(daemons.values().stream().map(FakeDaemon::process)
                .filter(process -> process.stateDir().map(dir -> dir.resolve("api.sock")).filter(apiSocket::equals).isPresent())
                .findFirst().map(process -> new RootlessKitInfo(
                        "1.1.1", programs.version("rootlesskit", caller.home()).map(Object::toString).orElse("1.1.0"), process.stateDir().get(), process.rootlessKit().pid() + 1, process.flag("net"),
                        process.flag("port-driver").filter(driver -> !driver.equals("implicit")))));
    }

    @Override
    public Observation<List<PublishedPort>> publishedPorts(Path apiSocket, Account as) {
        return optional(daemons.values().stream()
                .filter(daemon -> daemon.process().apiSocket().filter(apiSocket::equals).isPresent())
                .findFirst().map(FakeDaemon::ports));
    }

    @Override
    public Observation<Long> lockHolder(Path file, Account as) {
        return optional(writer.holder(file));
    }

    @Override
    public Observation<List<Listener>> listeners(int port) {
        return Observation.present(listeners.stream().filter(listener -> listener.port() == port)
                .filter(listener -> !isRootlessKits(listener) || forwards(port)).toList());
    }

    /** Its sockets come and go with its ports. */
    private static boolean isRootlessKits(Listener listener) {
        return listener.process().filter(process -> process.name().equals("rootlesskit")).isPresent();
    }

    private boolean forwards(int port) {
        return daemons.values().stream().flatMap(daemon -> daemon.ports().stream())
                .anyMatch(known -> known.spec().parentPort() == port);
    }

    @Override
    public DaemonView daemonView() {
        return new FakeDaemonView(this);
    }

    private static <T> Observation<T> optional(Optional<T> found) {
        return found.map(Observation::present).orElseGet(Observation::absent);
    }

    /**
     * Everything that an apply may change and a rollback has to put back, by path or name. Left out: our own state, the
     * times of files, process numbers, control groups, which only a start sets, packages, and the homes of users that
     * were created, for users and packages stay.
     */
    public SortedMap<String, String> snapshot() {
        var all = files.snapshot();
        all.keySet().removeIf(path -> path.startsWith("/sys/fs/cgroup/"));
        all.keySet().removeIf(path -> path.contains("/.local/state/rootlessctl") || path.startsWith("/var/lib/rootlessctl"));
        created.forEach(home -> all.remove(home.toString()));
        sysctls.forEach((key, value) -> all.put("sysctl " + key, value));
        daemons.forEach((user, daemon) -> all.put("daemon " + user, daemon.description()));
        daemons.forEach((user, daemon) -> daemon.ports().forEach(port -> all.put("port " + port.spec(), user)));
        lingering.forEach(user -> all.put("linger " + user, "true"));
        all.putAll(units.snapshot());
        all.putAll(system.snapshot());
        programs.privileged().forEach(path -> all.put(path + " set-user-id", "true"));
        return all;
    }

    /** What is not as in a snapshot, one line each. */
    public List<String> differences(SortedMap<String, String> before) {
        var after = snapshot();
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream().filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .map(name -> name + ": was " + before.get(name) + ", is " + after.get(name)).toList();
    }
}
