package io.rootlessctl.host.linux;

import io.rootlessctl.model.Account;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the kernel says of a thread in {@code /proc/thread-self/status}.
 *
 * @param uids real, effective, saved and file system uid
 * @param gids likewise
 * @param effective the effective capabilities, one bit each
 */
record ThreadRights(long[] uids, long[] gids, long effective) {
    private static final Path STATUS = Path.of("/proc/thread-self/status");
    private static final int EFFECTIVE = 1;
    private static final int FILE_SYSTEM = 3;

    static ThreadRights ofThisThread() throws IOException {
        var status = new String(Files.readAllBytes(STATUS), StandardCharsets.UTF_8);
        return new ThreadRights(
                ids(status, "Uid:"), ids(status, "Gid:"), Long.parseUnsignedLong(field(status, "CapEff:"), 16));
    }

    boolean areThoseOf(Account user) {
        return uids[EFFECTIVE] == user.uid() && uids[FILE_SYSTEM] == user.uid()
                && gids[EFFECTIVE] == user.gid() && gids[FILE_SYSTEM] == user.gid()
                && (effective == 0 || user.uid() == 0);
    }

    private static long[] ids(String status, String name) {
        return Arrays.stream(field(status, name).split("\\s+")).mapToLong(Long::parseLong).toArray();
    }

    private static String field(String status, String name) {
        int start = status.indexOf("\n" + name) + 1 + name.length();
        return status.substring(start, status.indexOf('\n', start)).strip();
    }
}
