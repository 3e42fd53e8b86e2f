package io.rootlessctl.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * strace, which ends a command, or lets a system call of it fail, where it is about to change a file: the product writes
 * every file beside its place and renames it. It also sees what is asked of daemons, and with which modes files are made.
 *
 * @param letsGo whether what the command starts is not looked at: a daemon, which else had to end before strace does
 */
public record Strace(boolean letsGo, List<String> options) {
    /** Not every processor has all of them. */
    private static final String RENAMES = "?rename,?renameat,?renameat2";
    /** {@code [pid 12] rename("/home/a/.b.rootlessctl", "/home/a/b") = 0}; a link is named last, and the place matches then. */
    private static final Pattern CALL =
            Pattern.compile("(?:\\[pid +\\d+] )?(\\w+)\\((?:(?<=symlink\\()\"[^\"]+\", )?\"([^\"]+)\".*");

    /** usermod's own drafts. */
    private static final Pattern OTHERS = Pattern.compile("/etc/\\w+\\+");

    private static final Pattern REQUEST = Pattern.compile("\"((?:GET|POST|PUT|DELETE|HEAD) /\\S*) HTTP/1");

    private static final Pattern MADE = Pattern.compile(
            "(open|openat|creat|mkdir|mkdirat|chmod|fchmodat)\\((?:AT_FDCWD, )?\"([^\"]+)\"[^\\n]*?, (0[0-7]{3,4})(?=\\)| <unf|, )");

    public Strace {
        options = List.copyOf(options);
    }

    /**
     * One system call of a command that does the same each time.
     *
     * @param path what it is about: of a rename the draft
     * @param number which one of these it is, counted from 1; strace counts in each thread by itself, and no two of the
     *     product's threads change the same file
     */
    public record Call(String name, String path, int number) {
        /** Another call about the same file, which is made once for each of these. */
        public Call as(String other) {
            return new Call(other, path, number);
        }

        @Override
        public String toString() {
            return name + " " + number + " of " + path;
        }
    }

    /** Looks at nothing. */
    public static Strace none() {
        return new Strace(false, List.of("-o", "/dev/null", "-e", "trace=none"));
    }

    /** Writes each rename to standard error, for {@link #calls}. */
    public static Strace renames() {
        return new Strace(false, List.of("-e", "trace=" + RENAMES));
    }

    /** Writes each call that puts something into a directory, or takes something out, to standard error. */
    public static Strace changes() {
        return new Strace(false, List.of("-e", "trace=" + RENAMES + ",?mkdir,?symlink,?unlink,?rmdir"));
    }

    /** What was written, in its order, but for what has failed, and what other programs make of /etc. */
    public static List<Call> calls(Outcome outcome) {
        var numbers = new HashMap<String, Integer>();
        var calls = new ArrayList<Call>();
        outcome.err().lines().map(CALL::matcher).filter(call -> call.matches() && !call.group().contains(" = -1 E") && !OTHERS.matcher(call.group(2)).matches())
                .forEach(call -> calls.add(new Call(call.group(1), call.group(2),
                        numbers.merge(call.group(1) + " " + call.group(2), 1, Integer::sum))));
        return List.copyOf(calls);
    }

    /** @param signal {@code KILL}; it comes instead of the call */
    public static Strace signalAt(String signal, Call call) {
        return injecting("signal=" + signal, call);
    }

    /** @param error {@code ENOSPC} */
    public static Strace failAt(String error, Call call) {
        return injecting("error=" + error, call);
    }

    private static Strace injecting(String what, Call call) {
        return new Strace(false, List.of("-o", "/dev/null", "-P", call.path(), "-e", "trace=" + call.name(), "-e",
                "inject=" + call.name() + ":" + what + ":when=" + call.number()));
    }

    /** Writes what is sent over sockets to a file, for {@link #requests}: Java writes to a Unix socket as to a file. */
    public static Strace sending(Path log) {
        return new Strace(false, List.of("-o", log.toString(), "-s", "80", "-e", "trace=write,writev,sendto,sendmsg"));
    }

    /** The first lines of HTTP requests, {@code POST /v1/ports}, in their order; of responses there are none. */
    public static List<String> requests(String log) {
        return REQUEST.matcher(log).results().map(found -> found.group(1)).toList();
    }

    /** A file or directory and the mode that one call gives it, as it is made or later; the umask is the caller's. */
    public record Made(String call, String path, int mode) {
        public boolean directory() {
            return call.startsWith("mkdir");
        }
    }

    /** Writes to a file what is made and what gets another mode, for {@link #made}. */
    public static Strace makingFiles(Path log) {
        return new Strace(false, List.of("-o", log.toString(), "-e", "trace=?open,openat,?creat,?mkdir,mkdirat,?chmod,fchmodat"));
    }

    public static List<Made> made(String log) {
        return MADE.matcher(log).results()
                .map(found -> new Made(found.group(1), found.group(2), Integer.parseInt(found.group(3), 8))).toList();
    }

    public Strace lettingGo() {
        return new Strace(true, options);
    }

    /** @param command no script, when strace lets go what it starts */
    public String[] of(String... command) {
        var all = new ArrayList<>(List.of("strace", "-f", "-qq", "-e", "signal=none"));
        if (letsGo) {
            all.add("--detach-on=execve");
        }
        all.addAll(options);
        all.addAll(List.of(command));
        return all.toArray(String[]::new);
    }
}
