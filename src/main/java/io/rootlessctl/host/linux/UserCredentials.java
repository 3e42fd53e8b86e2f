package io.rootlessctl.host.linux;

import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs file accesses with a user's own credentials.
 *
 * <table>
 * <caption>Who may access whose files, and how</caption>
 * <tr><th>caller</th><th>user</th><th>how</th></tr>
 * <tr><td>anybody</td><td>the caller</td><td>directly</td></tr>
 * <tr><td>root</td><td>another</td><td>in that user's {@link CredentialThread}</td></tr>
 * <tr><td>not root</td><td>another</td><td>refused</td></tr>
 * </table>
 *
 * <p>What runs there also loads its classes with the user's credentials, so it must be short, and its classes are
 * named in {@link Preloaded}.
 */
public final class UserCredentials {
    /** A user's files may lie on a file system that never answers. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Map<Long, CredentialThread> threads = new ConcurrentHashMap<>();
    private final long caller;
    private final Duration limit;

    /** @param caller the uid of this process */
    public UserCredentials(long caller) {
        this(caller, LIMIT);
    }

    /** @param limit how long one access may take */
    UserCredentials(long caller, Duration limit) {
        this.caller = caller;
        this.limit = limit;
    }

    /**
     * The result of {@code work} done as {@code user}.
     *
     * @throws IOException what {@code work} throws; {@link FileSystemException} when the caller may not act as
     *     {@code user}, when there is no result within 30 seconds, and at once while an earlier access still hangs
     */
    public <T> T as(Account user, Callable<T> work) throws IOException {
        if (user.uid() == caller) {
            return direct(work);
        }
        if (caller != 0) {
            throw new FileSystemException("user " + user.name(), null, "only root or the user may look there");
        }
        Preloaded.now();
        return result(threads.computeIfAbsent(user.uid(), _ -> new CredentialThread(user)), work, user);
    }

    /** What is observed at a path as {@code user}; a failure is an observation, too. */
    <T> Observation<T> look(Path path, Account user, Callable<Observation<T>> work) {
        try {
            return as(user, work);
        } catch (IOException problem) {
            return FileLook.unreadable(path, problem);
        }
    }

    /**
     * Makes {@code /} the working directory of a process of root's. A link to {@code /proc/self/cwd} takes a user's
     * thread there past every directory above it that is closed to the user; from {@code /} it leads nowhere new.
     *
     * @throws FileSystemException never on a sound host
     */
    public void leaveWorkingDirectory() throws FileSystemException {
        if (caller == 0 && LibC.chdir("/") != 0) {
            throw new FileSystemException("/", null, LibC.strerror(LibC.error()));
        }
    }

    private static <T> T direct(Callable<T> work) throws IOException {
        try {
            return work.call();
        } catch (IOException | RuntimeException problem) {
            throw problem;
        } catch (Exception problem) {
            throw new IOException(problem.getMessage(), problem);
        }
    }

    private <T> T result(CredentialThread thread, Callable<T> work, Account user) throws IOException {
        if (thread.hangs()) {
            throw new FileSystemException("user " + user.name(), null, "the file system still does not answer");
        }
        var task = thread.submit(work);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException problem -> throw problem;
                case RuntimeException problem -> throw problem;
                case Error problem -> throw problem;
                case Throwable problem -> throw new IOException(problem.getMessage(), problem);
            }
        } catch (TimeoutException _) {
            thread.giveUp(task);
            throw new FileSystemException("user " + user.name(), null,
                    "the file system did not answer within " + limit.toSeconds() + " s");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new FileSystemException("user " + user.name(), null, "interrupted");
        }
    }
}
