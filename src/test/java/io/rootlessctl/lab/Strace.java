package io.rootlessctl.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * strace, which ends a command, or lets a system call of it fail, where it is about to change a file: the product writes
 * every file beside its place and renames it.
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
