package io.rootlessctl.host.linux;

import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A platform thread of root's process that has no more rights than another user.
 *
 * <p>Linux keeps ids, supplementary groups and capabilities per thread; it is the C library that changes them for all
 * threads, so the kernel is called directly. The effective ids change, which the file system ids follow, and with the
 * effective uid every effective capability goes. Changing the file system uid alone is not enough: that takes
 * CAP_DAC_OVERRIDE and its kin away but leaves CAP_SYS_PTRACE, with which {@code /proc/PID/cwd} and
 * {@code /proc/PID/root} of anybody's process can be passed, and a socket's other side would see root as its peer. The
 * real and the saved uid stay root's, so that the user can neither signal nor trace this process.
 *
 * <p>The thread never comes back from that: it serves this one user until the process ends. Not an executor, because
 * that would replace a dead worker by one that is root. No process may be started in it: that would have root's real
 * uid.
 */
final class CredentialThread {
    private static final int GROUPS_AT_FIRST = 256;

    private final BlockingQueue<FutureTask<?>> tasks = new LinkedBlockingQueue<>();
    private final Account user;
    private volatile FutureTask<?> overdue;
    /** For the thread itself: whether the kernel has said that it has no more rights than the user. */
    private boolean without;

    CredentialThread(Account user) {
        this.user = user;
        Thread.ofPlatform().name("as-" + user.name()).daemon(true).start(this::serve);
    }

    /** Whether it still hangs in what was given up: everything after that would wait behind it, each time anew. */
    boolean hangs() {
        var last = overdue;
        return last != null && !last.isDone();
    }

    void giveUp(FutureTask<?> task) {
        overdue = task;
    }

    <T> FutureTask<T> submit(Callable<T> work) {
        var task = new FutureTask<>(() -> {
            become();
            return work.call();
        });
        tasks.add(task);
        return task;
    }

    private void serve() {
        try {
            while (true) {
                tasks.take().run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asked again before each task: a task that ran as root by mistake is what this class must never allow. */
    private void become() throws IOException {
        if (hasIds() && (without || isUser())) {
            return;
        }
        var groups = groups();
        var abi = Abi.current();
        require("setgroups", LibC.syscall(abi.setgroups(), groups.length, groups));
        require("setresgid", LibC.syscall(abi.setresgid(), -1, user.gid(), -1, 0));
        require("setresuid", LibC.syscall(abi.setresuid(), -1, user.uid(), -1, 0));
        if (!isUser()) {
            throw refusal("the kernel did not take root's rights from the thread");
        }
    }

    private void require(String call, long result) throws FileSystemException {
        if (result != 0) {
            throw refusal(call + ": " + LibC.strerror(LibC.error()));
        }
    }

    private boolean isUser() throws IOException {
        without = ThreadRights.ofThisThread().areThoseOf(user);
        return without;
    }

    /**
     * The ids alone: reading /proc costs more than most tasks. Rights that are gone come back with an id of root's, or with
     * a call that nobody here makes. A number that is none for setfsuid and setfsgid changes nothing: they tell what is.
     */
    private boolean hasIds() {
        var abi = Abi.current();
        return id(abi.geteuid()) == user.uid() && id(abi.setfsuid()) == user.uid()
                && id(abi.getegid()) == user.gid() && id(abi.setfsgid()) == user.gid();
    }

    private static long id(long call) {
        return LibC.syscall(call, -1, 0, 0, 0);
    }

    private int[] groups() throws IOException {
        var groups = new int[GROUPS_AT_FIRST];
        int[] count = {groups.length};
        if (LibC.getgrouplist(user.name(), (int) user.gid(), groups, count) < 0) {
            groups = new int[count[0]];
            if (LibC.getgrouplist(user.name(), (int) user.gid(), groups, count) < 0) {
                throw refusal("getgrouplist: the groups changed while they were read; try again");
            }
        }
        return Arrays.copyOf(groups, count[0]);
    }

    private FileSystemException refusal(String reason) {
        return new FileSystemException("user " + user.name(), null, reason);
    }
}
