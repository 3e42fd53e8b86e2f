package io.rootlessctl.lab;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.core.ConditionTimeoutException;

/**
 * An ordinary user of this host, made for one test and gone after it with every process, file and sub-id range. Has, as
 * long as nothing else is asked for, 65536 sub-ids, an own /run/user/UID and access to the devices that drivers need.
 *
 * <p>Needs root and the packages that packaging/test installs.
 */
public final class RootlessUser implements AutoCloseable {

    /** What a host may lack. */
    public enum Lack {
        /** No lines in /etc/subuid and /etc/subgid. */
        SUB_IDS,
        /** No XDG_RUNTIME_DIR and no /run/user/UID, as without a login. */
        RUNTIME_DIRECTORY,
        /** Devices as they are on this host, which may be open or not. */
        DEVICES
    }

    private final UserAccount account;
    private final Set<Lack> lacking;

    private RootlessUser(UserAccount account, Set<Lack> lacking) {
        this.account = account;
        this.lacking = lacking;
    }

    public static RootlessUser create() {
        return createWithout();
    }

    public static RootlessUser createWithout(Lack... lacks) {
        Requirements.check();
        var name = UserAccount.freeName();
        return createNamed(name, Path.of("/home", name), lacks);
    }

    /** With the name and home, odd as they may be. */
    public static RootlessUser createNamed(String name, Path home, Lack... lacks) {
        Requirements.check();
        var lacking = EnumSet.noneOf(Lack.class);
        lacking.addAll(List.of(lacks));
        RootlessUser user = null;
        try {
            user = new RootlessUser(UserAccount.create(name, home, !lacking.contains(Lack.SUB_IDS)), lacking);
            Devices.hold();
            user.prepare();
            return user;
        } catch (IOException | AssertionError problem) {
            if (user != null) {
                user.close();
            }
            throw new AssertionError("a user for this test could not be made: " + problem.getMessage(), problem);
        }
    }

    private void prepare() throws IOException {
        if (!lacking.contains(Lack.DEVICES)) {
            Devices.openToAll();
        }
        if (!lacking.contains(Lack.RUNTIME_DIRECTORY)) {
            account.makeRuntimeDirectory();
        }
        if (run("test", "-x", Project.LAUNCHER.toString()).exit() != 0) {
            throw new AssertionError(Project.ROOT + ": closed to ordinary users; put the project where they can enter");
        }
    }

    public String name() {
        return account.name();
    }

    public long uid() {
        return account.uid();
    }

    public Path home() {
        return account.home();
    }

    /** {@code /run/user/UID}, or where RootlessKit's users without one put their sockets, {@code ~/.docker/run}. */
    public Path runtimeDirectory() {
        return lacking.contains(Lack.RUNTIME_DIRECTORY) ? home().resolve(".docker/run") : account.runtimeDirectory();
    }

    public Path socket() {
        return runtimeDirectory().resolve("docker.sock");
    }

    /** As at this user's login. */
    public Map<String, String> environment() {
        var environment = new TreeMap<>(Map.of(
                "HOME", home().toString(), "USER", name(), "LOGNAME", name(), "SHELL", "/bin/sh", "LANG", "C.UTF-8",
                "PATH", Project.PATH));
        if (!lacking.contains(Lack.RUNTIME_DIRECTORY)) {
            environment.put("XDG_RUNTIME_DIR", runtimeDirectory().toString());
        }
        return environment;
    }

    /** Runs rootlessctl as this user, in the user's home. */
    public Outcome rootlessctl(String... arguments) {
        return run(prefixed(List.of(Project.LAUNCHER.toString()), arguments));
    }

    /** Runs the docker client as this user against {@link #socket}. */
    public Outcome docker(String... arguments) {
        return run(prefixed(List.of("docker", "-H", "unix://" + socket()), arguments));
    }

    /** Runs a command as this user, in the user's home. */
    public Outcome run(String... command) {
        return run(command, "");
    }

    public Outcome run(String[] command, String input) {
        return Commands.run(account.as(command), environment(), home(), input);
    }

    /** Starts a command as this user and leaves it running; all its output goes to the file. */
    public Process start(Path log, Map<String, String> more, String... command) throws IOException {
        var builder = new ProcessBuilder(account.as(command)).directory(home().toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment());
        builder.environment().putAll(more);
        return builder.start();
    }

    /** Waits until the daemon answers on {@link #socket}; fails with what it has logged. */
    public void awaitDocker(Path log) {
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> docker("info").exit() == 0);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(socket() + " does not answer after 60 s; the daemon logged:\n" + read(log), late);
        }
    }

    /** Gives the running daemon an image with busybox and its commands, without a registry. */
    public void importBusybox(String image) {
        try {
            var tree = Files.createDirectory(home().resolve("image"));
            var bin = Files.createDirectory(tree.resolve("bin"));
            Files.copy(Path.of("/usr/bin/busybox"), bin.resolve("busybox"),
                    java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            for (var command : Commands.run("busybox", "--list").expect(0).out().lines().toList()) {
                if (!command.equals("busybox")) {
                    Files.createSymbolicLink(bin.resolve(command), Path.of("busybox"));
                }
            }
            var archive = home().resolve("image.tar");
            Commands.run("tar", "-C", tree.toString(), "-cf", archive.toString(), ".").expect(0);
            docker("import", archive.toString(), image).expect(0);
            Trees.delete(tree);
            Files.delete(archive);
        } catch (IOException problem) {
            throw new AssertionError("image " + image + ": " + problem, problem);
        }
    }

    public String read(Path file) {
        return run("cat", "--", file.toString()).expect(0).out();
    }

    /** Writes with this user's credentials, creating the directories above. */
    public void write(Path file, String content) {
        run("mkdir", "-p", "--", file.getParent().toString()).expect(0);
        run(new String[] {"tee", "--", file.toString()}, content).expect(0);
    }

    /** This user's processes, those in its user namespaces included. */
    public List<Long> processes() {
        return account.processes().alive();
    }

    /** Ends them all, as a power failure does. */
    public void killAll() {
        account.processes().killAll();
    }

    @Override
    public void close() {
        try {
            try {
                account.processes().killAll();
                account.remove();
            } finally {
                Devices.release();
            }
        } catch (IOException problem) {
            throw new AssertionError("user " + name() + " could not be removed: " + problem, problem);
        }
    }

    private static String[] prefixed(List<String> command, String... arguments) {
        var all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }
}
