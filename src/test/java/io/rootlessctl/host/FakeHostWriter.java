package io.rootlessctl.host;

import io.rootlessctl.host.Engine.Container;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.CertificateOrder;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.PackageSystem;
import io.rootlessctl.model.PortSpec;
import io.rootlessctl.model.ProcessId;
import io.rootlessctl.model.ProgramsOrder;
import io.rootlessctl.model.Step.Systemctl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Changes a {@link FakeHost}, and fails or ends the process where a test asks for it. */
public final class FakeHostWriter implements HostWriter {
    private final FakeHost host;
    private final Writes writes = new Writes();
    private final Map<Path, String> locks = new HashMap<>();
    private final List<Written> written = new ArrayList<>();

    /** A file that was written, as it was then. */
    public record Written(Path path, String content) {}

    FakeHostWriter(FakeHost host) {
        this.host = host;
    }

    /** Every effect so far, oldest first, {@code write /etc/subuid}. */
    public List<String> writes() {
        return writes.log();
    }

    /** Every file that was written, oldest first, also those that were written again or removed since. */
    public List<Written> written() {
        return List.copyOf(written);
    }

    /** Instead of the {@code number}th effect from now, the process ends with a {@link Crash}. */
    public void crashAt(int number) {
        writes.crashAt(number);
    }

    /** The effects from {@code first} to {@code last} from now fail. */
    public void fail(int first, int last) {
        writes.fail(first, last);
    }

    /** What failures say, {@code input/output error}. */
    public void failWith(String reason) {
        writes.failWith(reason);
    }

    /** Somebody ends the process at the {@code number}th effect from now, which happens all the same. */
    public void stopAt(int number, Runnable told) {
        writes.stopAt(number, told);
    }

    /** Every effect of this name fails, {@code add-subids carol}. */
    public void refuse(String effect) {
        writes.refuse(effect);
    }

    /** No more trouble from here; a process that ended has left its locks. */
    public void recover() {
        writes.noTrouble();
        locks.clear();
    }

    public void lockedBy(Path file, String holder) {
        locks.put(file, holder);
    }

    /** By the number in its text, {@code alice, process 4242, since yesterday}. */
    Optional<Long> holder(Path file) {
        return Optional.ofNullable(locks.get(file)).map(text -> Long.valueOf(text.replaceAll("\\D*(\\d+).*", "$1")));
    }

    /** As a user does who types dockerd-rootless.sh, or {@code systemctl --user start docker}. */
    public void startByHand(String user, SortedMap<String, String> more) {
        var account = host.accounts.get(user);
        try {
            if (host.systemd()) {
                startInSystemd(account);
                return;
            }
            var directories = host.directories(account);
            var environment = new java.util.TreeMap<>(Map.of(
                    "HOME", account.home().toString(), "XDG_RUNTIME_DIR", directories.runtime().toString()));
            environment.putAll(more);
            var script = host.programs.find("dockerd-rootless.sh", account.home()).orElseThrow().path();
            host.clock.step();
            host.daemons.put(user, host.dockerd.start(account, script, environment, false));
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    public void kill(String user) {
        host.busy.remove(user);
        host.starting.remove(user);
        host.daemons.remove(user);
    }

    public void killDockerd(String user) {
        host.daemons.computeIfPresent(user, (_, daemon) -> daemon.withoutDockerd());
    }

    /** It takes what is sent to its socket, and answers when somebody waits for it. */
    public void busy(String user) {
        host.busy.add(user);
    }

    /** It has no socket until somebody waits for it. */
    public void starting(String user) {
        host.starting.add(user);
    }

    public void pass(Duration time) {
        host.clock.pass(time);
    }

    /** The distribution replaces the program that the daemon runs from. */
    public void upgrade(String user) {
        host.daemons.computeIfPresent(user, (_, daemon) -> daemon.upgraded());
    }

    @Override
    public void writeFile(Path path, String content, int mode, Account as) throws IOException {
        begin("write " + path);
        host.files.write(path, content, mode, as);
        written.add(new Written(path, content));
    }

    @Override
    public void removeFile(Path path, Account as) throws IOException {
        begin("remove " + path);
        host.files.remove(path, as);
    }

    /** This dockerd knows all keys but one. */
    @Override
    public void checkSettings(Path dockerd, Path file, String content, Account as) throws IOException {
        begin("check " + file);
        if (content.contains("\"no-such-key\"")) {
            throw new IOException(file + ": dockerd refuses what was to be written to it: unable to configure the Docker daemon "
                    + "with file " + file + ": the following directives don't match any configuration option: no-such-key");
        }
    }

    @Override
    public void discardLeft(Path path, Account as) {
        // A fake write is whole or not at all.
    }

    @Override
    public void makeDirectory(Path path, int mode, Account as) throws IOException {
        begin("mkdir " + path);
        host.files.makeDirectory(path, mode, as);
    }

    @Override
    public void removeDirectory(Path path, Account as) throws IOException {
        begin("rmdir " + path);
        host.files.removeDirectory(path, as);
    }

    @Override
    public void purgeTree(Path path, Account as) throws IOException {
        begin("purge " + path);
        host.files.drop(path);
    }

    @Override
    public void issueCertificates(CertificateOrder order, Account as) throws IOException {
        begin("issue " + order.directory());
        certificates().issue(order, as);
    }

    @Override
    public void restoreCertificates(CertificateOrder order, String digest, Account as) throws IOException {
        begin("restore " + order.directory());
        certificates().restore(order, digest, as);
    }

    @Override
    public void discardCertificates(CertificateOrder order, Account as) throws IOException {
        begin("discard " + order.directory());
        certificates().discard(order);
    }

    @Override
    public void installPrograms(ProgramsOrder order, Account as) throws IOException {
        begin("install programs " + order.version());
        new FakeInstall(host.files, host.programs).install(order, as);
    }

    @Override
    public void removePrograms(ProgramsOrder order, Account as) throws IOException {
        begin("remove programs " + order.version());
        new FakeInstall(host.files, host.programs).remove(order);
    }

    private FakeCertificates certificates() {
        return new FakeCertificates(host.files, host.clock);
    }

    @Override
    public void setMode(Path path, int mode, Account as) throws IOException {
        begin("chmod " + path);
        if (host.programs.at(path).isPresent()) {
            host.programs.setMode(path, mode);
        } else {
            host.files.setMode(path, mode, as);
        }
    }

    @Override
    public void setSysctl(String key, String value) throws IOException {
        begin("sysctl " + key);
        if (!host.sysctls.containsKey(key)) {
            throw new IOException("sysctl " + key + ": no such file or directory");
        }
        host.sysctls.put(key, value);
    }

    @Override
    public void loadModule(String name) throws IOException {
        begin("modprobe " + name);
        host.system.loadModule(name);
    }

    @Override
    public void unloadModule(String name) throws IOException {
        begin("modprobe -r " + name);
        host.system.unloadModule(name);
    }

    @Override
    public void loadProfile(Path file) throws IOException {
        begin("apparmor_parser -r " + file);
        host.system.loadProfile(file);
    }

    @Override
    public void unloadProfile(Path file) throws IOException {
        begin("apparmor_parser -R " + file);
        host.system.unloadProfile(file);
    }

    @Override
    public void setCapabilities(Path file, String capabilities) throws IOException {
        begin("setcap " + file);
        host.system.setCapabilities(file, capabilities);
    }

    @Override
    public void hostSystemctl(Systemctl.Verb verb, String unit) throws IOException {
        begin("system systemctl " + verb + " " + unit);
        host.system.systemctl(verb, unit);
    }

    @Override
    public void installPackages(PackageSystem system, List<String> names) throws IOException {
        begin("install " + String.join(" ", names));
        for (var name : names) {
            host.programs.install(name);
        }
    }

    @Override
    public void createUser(String name) throws IOException {
        begin("useradd " + name);
        long uid = 1 + host.accounts.values().stream().mapToLong(Account::uid).max().orElse(999);
        var home = Path.of("/home", name);
        host.accounts.put(name, new Account(name, uid, uid, home, Path.of("/bin/bash")));
        for (var path : List.of(home, home.resolve(".local"), home.resolve(".local/state"))) {
            host.files.put(path, FileStatus.Type.DIRECTORY, new byte[0], 0755, uid, uid);
            host.created.add(path);
        }
    }

    @Override
    public void addSubIds(String user, long start, long count) throws IOException {
        begin("add-subids " + user);
        host.subIds.add(user, start, count, FakeHost.ROOT);
    }

    @Override
    public void removeSubIds(String user, long start, long count) throws IOException {
        begin("remove-subids " + user);
        host.subIds.remove(user, start, count, FakeHost.ROOT);
    }

    @Override
    public void setLinger(String user, boolean on) throws IOException {
        begin("linger " + user);
        if (on) {
            host.lingering.add(user);
        } else {
            host.lingering.remove(user);
        }
    }

    @Override
    public void systemctl(Systemctl.Verb verb, String unit, Account as) throws IOException {
        begin("systemctl " + verb);
        if (!unit.equals(FakeUnits.UNIT) || !host.systemd()) {
            throw new IOException("systemctl --user " + verb + " " + unit + ": Failed to connect to bus");
        }
        switch (verb) {
            case DAEMON_RELOAD -> host.units.daemonReload(as);
            case ENABLE -> host.units.enable(as, true);
            case DISABLE -> host.units.enable(as, false);
            case START -> startInSystemd(as);
            case STOP -> stop(as);
            case RESTART -> {
                stop(as);
                startInSystemd(as);
            }
            case RELOAD -> reload(as);
            case RESET_FAILED -> host.units.failed(as, false);
        }
    }

    private void startInSystemd(Account as) throws IOException {
        if (host.daemons.containsKey(as.name())) {
            return;
        }
        try {
            var environment = host.units.environment(as, host.directories(as));
            host.clock.step();
            host.daemons.put(as.name(), host.dockerd.start(as, host.units.script(as), environment, true));
            host.units.failed(as, false);
        } catch (IOException e) {
            log(as, e.getMessage());
            host.units.failed(as, true);
            throw new IOException("systemctl --user start docker.service: the control process exited with error code", e);
        }
    }

    private void stop(Account as) {
        if (host.daemons.remove(as.name()) != null) {
            host.containers.computeIfPresent(as.name(), (_, all) ->
                    new ArrayList<>(all.stream().filter(Container::comesBack).toList()));
        }
        host.clock.step();
    }

    private void reload(Account as) throws IOException {
        var daemon = Optional.ofNullable(host.daemons.get(as.name()))
                .orElseThrow(() -> new IOException("docker.service: nothing runs that could read the settings again"));
        host.daemons.put(as.name(), daemon.reloaded(host.dockerd.settings(daemon.process().environment())));
    }

    /** Returns at once; a daemon that cannot start leaves a line in its log and no process. */
    @Override
    public void startDirect(DirectLaunch launch, Account as) throws IOException {
        begin("start " + launch.argv().getFirst());
        if (host.files.status(launch.log().getParent()).isEmpty()) {
            throw new IOException(launch.log() + ": no such file or directory");
        }
        if (host.daemons.containsKey(as.name())) {
            log(as, "failed to lock the state directory: a daemon is running already");
            return;
        }
        try {
            host.daemons.put(as.name(),
                    host.dockerd.start(as, Path.of(launch.argv().getFirst()), launch.environment(), false));
        } catch (IOException e) {
            log(as, e.getMessage());
        }
    }

    private void log(Account as, String line) {
        host.logs.computeIfAbsent(as.name(), _ -> new ArrayList<>()).add(line);
    }

    @Override
    public void stopDirect(ProcessId process, Duration timeout, Account as) throws IOException {
        begin("stop");
        var running = host.daemons.get(as.name());
        if (running != null && running.process().rootlessKit().equals(process)) {
            stop(as);
        }
    }

    @Override
    public void signalReload(ProcessId process, Account as) throws IOException {
        begin("reload");
        var running = host.daemons.get(as.name());
        if (running == null || !running.process().dockerd().equals(Optional.of(process))) {
            throw new IOException("process " + process.pid() + ": has ended; nothing reads the settings again");
        }
        reload(as);
    }

    @Override
    public void publishPort(PortSpec port, Account as) throws IOException {
        begin("publish " + port);
        host.daemons.put(as.name(), daemon(as).publish(port));
    }

    @Override
    public void unpublishPort(PortSpec port, Account as) throws IOException {
        begin("unpublish " + port);
        host.daemons.put(as.name(), daemon(as).unpublish(port));
    }

    private FakeDaemon daemon(Account as) throws IOException {
        return Optional.ofNullable(host.daemons.get(as.name()))
                .orElseThrow(() -> new IOException("RootlessKit of " + as.name() + ": its API did not answer"));
    }

    /** As somebody does with RootlessKit's own command. */
    public void publishByHand(String user, String port) {
        try {
            host.daemons.put(user, host.daemons.get(user).publish(PortSpec.parse(port)));
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public RootlessKitReply ask(RootlessKitRequest request, Account as) {
        return new FakePortApi(host).reply(request);
    }

    @Override
    public void awaitReady(Path socket, Duration timeout, Account as) throws IOException {
        begin("await " + socket);
        host.listening(socket).ifPresent(user -> {
            host.busy.remove(user);
            host.starting.remove(user);
        });
        if (host.engine(socket, as).found().isEmpty()) {
            throw new IOException(socket + ": no answer of the Engine API within " + timeout.toSeconds()
                    + " s: nothing listens there; see the daemon's log");
        }
    }

    @Override
    public HostLock lock(Path file, String holder, Account as) throws IOException {
        begin("lock " + file);
        var other = locks.putIfAbsent(file, holder);
        if (other != null) {
            throw new IOException(file + ": locked by " + other + "; wait until it is done");
        }
        return () -> locks.remove(file);
    }

    private void begin(String write) throws IOException {
        writes.begin(write);
        host.clock.step();
    }

    /** Nothing here has data. */
    @Override
    public FileTree fileTree(Path root, Account as) {
        throw new UnsupportedOperationException(root + ": this host has no data");
    }

    @Override
    public void startContainer(Path socket, String name, Account as) throws IOException {
        begin("start container " + name);
    }
}
