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
 * A platform thread of root's process whose file accesses are those of another user.
 *
 * <p>Linux keeps supplementary groups and file system ids per thread, and drops CAP_DAC_OVERRIDE and its kin with the
 * file system uid. The thread never comes back from that: it serves this one user until the process ends. Not an
 * executor, because that would replace a dead worker by one that is root.
 */
final class CredentialThread {
    private static final int GROUPS_AT_FIRST = 256;

    private final BlockingQueue<FutureTask<?>> tasks = new LinkedBlockingQueue<>();
    private final Account user;

    CredentialThread(Account user) {
        this.user = user;
        Thread.ofPlatform().name("as-" + user.name()).daemon(true).start(this::serve);
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
        if (isUser()) {
            return;
        }
        long number = Abi.current().setgroups();
        var groups = groups();
        if (LibC.INSTANCE.syscall(number, groups.length, groups) != 0) {
            throw refusal("setgroups: " + LibC.INSTANCE.strerror(LibC.error()));
        }
        LibC.INSTANCE.setfsgid((int) user.gid());
        LibC.INSTANCE.setfsuid((int) user.uid());
        if (!isUser()) {
            throw refusal("setfsuid: the kernel did not change the thread's ids");
        }
    }

    private boolean isUser() {
        return LibC.INSTANCE.setfsuid(-1) == (int) user.uid() && LibC.INSTANCE.setfsgid(-1) == (int) user.gid();
    }

    private int[] groups() throws IOException {
        var groups = new int[GROUPS_AT_FIRST];
        int[] count = {groups.length};
        if (LibC.INSTANCE.getgrouplist(user.name(), (int) user.gid(), groups, count) < 0) {
            groups = new int[count[0]];
            if (LibC.INSTANCE.getgrouplist(user.name(), (int) user.gid(), groups, count) < 0) {
                throw refusal("getgrouplist: the groups changed while they were read; try again");
            }
        }
        return Arrays.copyOf(groups, count[0]);
    }

    private FileSystemException refusal(String reason) {
        return new FileSystemException("user " + user.name(), null, reason);
    }
}
