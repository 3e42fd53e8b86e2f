package io.rootlessctl.host;

import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import io.rootlessctl.model.Version;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Read-only queries about one host. Everything is bounded in time and size, and nothing is followed or opened that
 * could hang: a FIFO, a device or a directory in the place of a file is {@code Malformed}.
 *
 * <p>Queries that take an {@link Account} look with that user's credentials, whoever the caller is.
 */
public interface HostView {

    /**
     * This host for one look at all of it: what is not about one user's files or daemon is asked once and remembered, and
     * so are a user's programs and units. What is changed in between may not be seen.
     */
    default HostView moment() {
        return this;
    }

    /**
     * The same for one look in which nothing is changed: users' files and daemons are asked once, too, and so is what
     * follows from them.
     */
    default HostView still() {
        return this;
    }

    /** How many things may be looked at at the same time. */
    default int lookers() {
        return 1;
    }

    /**
     * What {@code look} makes of this host, made once within a {@link #still} one.
     *
     * @param question the values that tell this question from all others, compared by identity
     */
    default <T> T once(List<?> question, Supplier<T> look) {
        return look.get();
    }

    /** The user this process runs as. */
    Account caller();

    default boolean root() {
        return caller().uid() == 0;
    }

    /** The clock that {@link RunningDaemon#started} and file times go by. */
    default Instant now() {
        return Instant.now();
    }

    Observation<Account> account(String name);

    /** Where this user's files are: from the environment if it is the caller's own, else from the host's rules. */
    UserDirectories directories(Account user);

    Observation<OsRelease> osRelease();

    Kernel kernel();

    /** Whether systemd is this host's process 1. */
    boolean systemd();

    /** The value with its blanks folded to single spaces; absent where this kernel has no such parameter. */
    Observation<String> sysctl(String key);

    /**
     * What a source of subordinate ids other than the files gives to a user, asked with shadow's getsubids. Unreadable
     * is also what it says of a user who has none; absent where there is no getsubids.
     */
    Observation<List<SubIdRange>> directorySubIds(Account user, IdType type);

    /** The names among {@code packages} that are installed. */
    Observation<Set<String>> installed(List<String> packages);

    /** What {@code name} is found as by this user: on PATH, in ~/bin and where distributions hide it. */
    Observation<Program> program(String name, Account user);

    /** The same for the system itself: no home directory counts, and no busybox, whose programs know fewer options. */
    Observation<Program> systemProgram(String name);

    /**
     * The version a program says it has; absent where it is not installed or says nothing that can be read. Starts the
     * program: to be asked only when a decision hangs on it.
     */
    Observation<Version> version(String name, Account user);

    /**
     * What the host's iptables works with, as {@code iptables --version} says; absent where there is none. Starts the
     * program.
     */
    Observation<Firewall> firewall();

    /** Type, mode and owner of the path itself; a symbolic link is not followed. */
    Observation<FileStatus> status(Path path, Account as);

    /** The status of the path or, where nothing is there, of the nearest directory above it that is there. */
    default Observation<NearestFile> nearest(Path path, Account as) {
        var status = status(path, as);
        return status instanceof Observation.Absent<FileStatus>() && path.getParent() != null
                ? nearest(path.getParent(), as) : status.map(found -> new NearestFile(path, found));
    }

    /** A regular file's text (UTF-8, at most 1 MiB), read without following a link in its last element. */
    Observation<FileText> text(Path path, Account as);

    /**
     * A file of the system's own settings, read as the caller. Links are followed: distributions put one in the place
     * of /etc/nsswitch.conf or /etc/os-release.
     */
    Observation<FileText> systemFile(Path path);

    /** What is asked about releases of programs and what has come out of them, with a user's credentials. */
    ReleaseView releases(Account as);

    /** What is in a directory, sorted, at most 10,000 entries; a link in its last element is not followed. */
    Observation<List<Path>> list(Path directory, Account as);

    /**
     * The capabilities that a program gets from its file, spelled as setcap takes them,
     * {@code cap_net_bind_service=ep}; empty text where it gets none.
     */
    Observation<String> capabilities(Path file, Account as);

    /** The type of the file system that holds the path or its nearest existing parent: {@code ext4}, {@code nfs}. */
    Observation<String> fileSystem(Path path, Account as);

    /** A user unit as its manager has it; unreadable when the user has no manager that answers. */
    Observation<UserUnit> userUnit(String unit, Account user);

    /** A unit of the system's own systemd; absent where there is none. */
    Observation<UserUnit> systemUnit(String unit);

    /** Whether the user's manager runs from boot on; absent where no logind keeps users. */
    Observation<Boolean> linger(Account user);

    /** This user's RootlessKit with the dockerd in it, from /proc; absent when none runs. */
    Observation<RunningDaemon> daemon(Account user);

    /** What the daemon on this socket says of itself; absent when nothing listens there. */
    Observation<Engine> engine(Path socket, Account as);

    /** What RootlessKit says of itself on its API socket. */
    Observation<RootlessKitInfo> rootlessKit(Path apiSocket, Account as);

    /** What RootlessKit forwards; absent when nothing listens on its API socket. */
    Observation<List<PublishedPort>> publishedPorts(Path apiSocket, Account as);

    AddressView addresses();

    /** What a command finds that comes over ssh; runs the user's login shell, as that user, with its start-up files. */
    Observation<RemoteShell> remoteShell(Account user);

    /**
     * The process that has a file's lock, 0 for one that cannot be seen from here; absent while nobody has it. Not to be
     * asked by whoever has the lock: looking would give it up.
     */
    Observation<Long> lockHolder(Path file, Account as);

    /** Who listens on a port of the host, on any of its addresses. */
    Observation<List<Listener>> listeners(int port);

    DaemonView daemonView();
}
