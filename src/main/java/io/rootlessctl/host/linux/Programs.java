package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileStatus;
import io.rootlessctl.host.Firewall;
import io.rootlessctl.host.Program;
import io.rootlessctl.host.RootlessScript;
import io.rootlessctl.host.UserDirectories;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds executables as a user would, and where distributions put what is not on PATH. */
final class Programs {
    private static final Logger LOG = LoggerFactory.getLogger(Programs.class);
    private static final List<String> ELSEWHERE = List.of(
            "/usr/bin", "/usr/sbin", "/sbin", "/bin", "/usr/local/bin", "/usr/share/docker.io/contrib",
            "/usr/libexec/docker");
    private static final Map<String, Firewall> FIREWALLS =
            Map.of("xtables-nft-multi", Firewall.NF_TABLES, "xtables-legacy-multi", Firewall.IP_TABLES);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int SET_USER_ID = 04000;
    private static final int WRITABLE_BY_OTHERS = 022;
    private static final int EXECUTABLE = 0111;

    private final UserCredentials credentials;
    private final UserCommands commands;
    private final Memory memory;

    Programs(UserCredentials credentials, UserCommands commands, Memory memory) {
        this.credentials = credentials;
        this.commands = commands;
        this.memory = memory;
    }

    Observation<Program> find(String name, Account user, UserDirectories directories) {
        return find(name, user, directories(user, directories).stream(), _ -> true);
    }

    /** Where the home directory of whoever asks does not count, nor busybox. */
    Observation<Program> findOfSystem(String name, Account user, UserDirectories directories) {
        var home = directories.home();
        return find(name, user, directories(user, directories).stream()
                .filter(directory -> home.getParent() == null || !directory.startsWith(home)), path -> !ofBusybox(path));
    }

    /** Whether it is a link to busybox, which is all its programs. */
    static boolean ofBusybox(Path program) {
        return real(program).startsWith("busybox");
    }

    private Observation<Program> find(String name, Account user, Stream<Path> directories, Predicate<Path> good) {
        var paths = directories.flatMap(directory -> RootlessScript.called(name).stream().map(directory::resolve))
                .filter(good).toList();
        // In one go: a user's thread is asked for each program, and there may be hundreds of users.
        try {
            return credentials.as(user, () -> first(paths))
                    .<Observation<Program>>map(Observation::present).orElseGet(Observation::absent);
        } catch (IOException problem) {
            return FileLook.unreadable(paths.getFirst(), problem);
        }
    }

    private static Optional<Program> first(List<Path> paths) throws IOException {
        for (var path : paths) {
            if (executable(path)) {
                return Optional.of(new Program(path, privileged(path)));
            }
        }
        return Optional.empty();
    }

    private Set<Path> directories(Account user, UserDirectories directories) {
        var all = new LinkedHashSet<Path>();
        all.add(directories.home().resolve("bin"));
        all.add(directories.home().resolve(".local/bin"));
        for (var element : commands.path(user).split(":")) {
            if (element.startsWith("/")) {
                all.add(Path.of(element));
            }
        }
        ELSEWHERE.forEach(directory -> all.add(Path.of(directory)));
        return all;
    }

    /** Links are followed here: alternatives are links. What cannot be seen cannot be run, so it is as good as absent. */
    private static boolean executable(Path path) {
        // Most are not there, and an exception costs more than asking twice.
        if (!Files.exists(path)) {
            return false;
        }
        try {
            var file = FileLook.status(Files.readAttributes(path, FileLook.ATTRIBUTES));
            return file.type() == FileStatus.Type.FILE && (file.mode() & EXECUTABLE) != 0;
        } catch (IOException _) {
            return false;
        }
    }

    /** Whether only root can change the file, put another in its place, or move a directory above it away. */
    private static boolean rootsOwn(Path program) throws IOException {
        for (var path = program.toRealPath(); path != null; path = path.getParent()) {
            var status = FileLook.status(Files.readAttributes(path, FileLook.ATTRIBUTES));
            if (status.uid() != 0 || (status.mode() & WRITABLE_BY_OTHERS) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean privileged(Path path) throws IOException {
        var file = FileLook.status(Files.readAttributes(path, FileLook.ATTRIBUTES));
        boolean setUserId = file.uid() == 0 && (file.mode() & SET_USER_ID) != 0;
        return setUserId || LibC.getxattr(path.toString(), "security.capability", new byte[0], 0) > 0;
    }

    /** Absent too where nothing that looks like a version is said. */
    Observation<Version> version(String name, Account user, UserDirectories directories) {
        return told(name, user, directories).flatMap(text -> VersionOutput.parse(name, text)
                .<Observation<Version>>map(Observation::present).orElseGet(Observation::absent));
    }

    /**
     * What the program says when it is asked for its version. Absent too when it cannot be started or hangs. And where
     * root asks for another user and somebody else than root could have written it: a look does not run a user's own
     * programs.
     */
    Observation<String> told(String name, Account user, UserDirectories directories) {
        if (!VersionOutput.TELLING.contains(name)) {
            return Observation.absent();
        }
        return find(name, user, directories).flatMap(program -> {
            try {
                if (!commands.isCaller(user) && !credentials.as(user, () -> rootsOwn(program.path()))) {
                    return Observation.absent();
                }
            } catch (IOException problem) {
                LOG.debug("{}", program.path(), problem);
                return Observation.absent();
            }
            // What is root's own says the same to each user.
            return memory.of(List.of("told", program.path()), () -> said(program, user, directories));
        });
    }

    /** Starts no program where the file's real name tells the same: {@code iptables} leads to {@code xtables-nft-multi}. */
    Observation<Firewall> firewall(Account user, UserDirectories directories) {
        var named = find("iptables", user, directories).flatMap(program -> FIREWALLS.entrySet().stream()
                .filter(known -> real(program.path()).equals(known.getKey())).findFirst()
                .<Observation<Firewall>>map(known -> Observation.present(known.getValue())).orElseGet(Observation::absent));
        return named instanceof Observation.Absent<Firewall>()
                ? told("iptables", user, directories).map(VersionOutput::firewall) : named;
    }

    private static String real(Path program) {
        try {
            return program.toRealPath().getFileName().toString();
        } catch (IOException _) {
            return "";
        }
    }

    private Observation<String> said(Program program, Account user, UserDirectories directories) {
        try {
            var result = commands.run(user, directories, LIMIT, List.of(program.path().toString(), "--version"));
            return Observation.present(result.out().isBlank() ? result.err() : result.out());
        } catch (IOException problem) {
            LOG.debug("{} --version", program.path(), problem);
            return Observation.absent();
        }
    }
}
