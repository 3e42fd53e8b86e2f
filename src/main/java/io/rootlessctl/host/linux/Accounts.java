package io.rootlessctl.host.linux;

import io.rootlessctl.host.FileText;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.Passwd;

/**
 * The user database: /etc/passwd, and only for who is not in there the C library with all its name services, since that
 * takes a tenth of a second.
 */
final class Accounts {
    private static final Path FILE = Path.of("/etc/passwd");
    private static final Pattern UID = Pattern.compile("(?m)^Uid:\\s+\\d+\\s+(\\d+)");
    /** What getpwnam(3) leaves in errno when there simply is no such user: 0, ENOENT, ESRCH, EBADF, EPERM, EWOULDBLOCK. */
    private static final Set<Integer> NONE = Set.of(0, 1, 2, 3, 9, 11);

    private Accounts() {}

    private static Observation<FileText> file() {
        return FileLook.sharedText(FILE);
    }

    static Observation<Account> byName(String name, Memory memory) {
        return look(memory.of(List.of("passwd"), Accounts::file), text -> PasswdFile.byName(FILE.toString(), text, name), "user " + name,
                posix -> posix.getpwnam(name));
    }

    static Observation<Account> byUid(long uid) {
        return look(file(), text -> PasswdFile.byUid(FILE.toString(), text, uid), "user id " + uid,
                posix -> posix.getpwuid((int) uid));
    }

    /** The user of this process; one that no user database knows is called by its number. */
    static Account caller(Map<String, String> environment) {
        long uid = effectiveUid();
        return byUid(uid).found().orElseGet(() -> new Account(
                Long.toString(uid), uid, uid, Path.of(environment.getOrDefault("HOME", "/")), Path.of("/bin/sh")));
    }

    private static long effectiveUid() {
        var status = FileLook.text(Path.of("/proc/self/status")).map(FileText::content);
        var match = UID.matcher(status.found().orElse(""));
        if (!match.find()) {
            throw new IllegalStateException("/proc/self/status: "
                    + status.obstacle().orElse("found no Uid line") + "; mount /proc");
        }
        return Long.parseLong(match.group(1));
    }

    private static Observation<Account> look(Observation<FileText> file,
            Function<String, Observation<Account>> line, String subject, Function<POSIX, Passwd> service) {
        var inFile = file.flatMap(text -> line.apply(text.content()));
        return inFile instanceof Observation.Absent<Account>() ? ask(subject, service) : inFile;
    }

    private static Observation<Account> ask(String subject, Function<POSIX, Passwd> service) {
        var posix = POSIXFactory.getNativePOSIX();
        posix.errno(0);
        var found = service.apply(posix);
        if (found != null) {
            return Observation.present(new Account(
                    found.getLoginName(), Integer.toUnsignedLong((int) found.getUID()),
                    Integer.toUnsignedLong((int) found.getGID()), Path.of(found.getHome()),
                    Path.of(found.getShell())));
        }
        int error = posix.errno();
        return NONE.contains(error)
                ? Observation.absent()
                : new Observation.Unreadable<>(subject, LibC.strerror(error));
    }
}
