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
import java.util.stream.Collectors;
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
        return commands.isCaller(user) ? find(name, user, directories(user, directories).stream(), _ -> true)
                : findOfAnother(name, user, directories);
    }

    /** A user's thread is asked for no more than this user's own: there may be hundreds of users, who all see the system's. */
    private Observation<Program> findOfAnother(String name, Account user, UserDirectories directories) {
        var own = memory.of(List.of("own directories", user), () -> credentials.look(directories.home(), user,
                () -> Observation.present(own(directories).filter(Files::isDirectory).toList())));
        var found = own.flatMap(there ->
                there.isEmpty() ? Observation.<Program>absent() : find(name, user, there.stream(), _ -> true));
        if (!(found instanceof Observation.Absent<Program>())) {
            return found;
        }
        return everybodys(name, user).orElseGet(() -> find(name, user, directories(user, directories).stream(), _ -> true));
    }

    /** What every user finds who has none of their own; empty where not all find the same. */
    private Optional<Observation<Program>> everybodys(String name, Account user) {
        return memory.of(List.of("program of all", name), () -> inOpenDirectories(paths(name, system(user)).toList()));
    }

    private Optional<Observation<Program>> inOpenDirectories(List<Path> paths) {
        for (var path : paths) {
            var directory = path.getParent();
            if (!memory.<Boolean>of(List.of("open to all", directory), () -> OpenToAll.is(directory.resolve(".")))) {
                return Optional.empty();
            }
            if (FileLook.status(path) instanceof Observation.Absent<FileStatus>()) {
                continue;
            }
            if (!OpenToAll.is(path)) {
                return Optional.empty();
            }
            var program = at(path);
            if (program.isPresent()) {
                return program.map(Observation::present);
            }
        }
        return Optional.of(Observation.absent());
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
        var paths = paths(name, directories).filter(good).toList();
        return credentials.look(Path.of(name), user, () -> first(paths));
    }

    private static Stream<Path> paths(String name, Stream<Path> directories) {
        return directories.flatMap(directory -> RootlessScript.called(name).stream().map(directory::resolve));
    }

    private static Observation<Program> first(List<Path> paths) {
        for (var path : paths) {
            var program = at(path);
            if (program.isPresent()) {
                return Observation.present(program.get());
            }
        }
        return Observation.absent();
    }

    private Set<Path> directories(Account user, UserDirectories directories) {
        return Stream.concat(own(directories), system(user)).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Stream<Path> own(UserDirectories directories) {
        return Stream.of("bin", ".local/bin").map(directories.home()::resolve);
    }

    private Stream<Path> system(Account user) {
        var path = Stream.of(commands.path(user).split(":")).filter(element -> element.startsWith("/"));
        return Stream.concat(path, ELSEWHERE.stream()).map(Path::of).distinct();
    }

    /** Links are followed here: alternatives are links. What cannot be seen cannot be run, so it is as good as absent. */
    private static Optional<Program> at(Path path) {
        // Most are not there, and an exception costs more than asking twice.
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            var file = FileLook.status(Files.readAttributes(path, FileLook.ATTRIBUTES));
            return file.type() == FileStatus.Type.FILE && (file.mode() & EXECUTABLE) != 0
                    ? Optional.of(new Program(path, privileged(path, file))) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private boolean rootsOwn(String name, Path program, Account user) throws IOException {
        var everybodys = everybodys(name, user).flatMap(Observation::found).map(Program::path);
        return everybodys.equals(Optional.of(program)) ? rootsOwn(program) : credentials.as(user, () -> rootsOwn(program));
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

    private static boolean privileged(Path path, FileStatus file) {
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
                if (!commands.isCaller(user) && !rootsOwn(name, program.path(), user)) {
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
