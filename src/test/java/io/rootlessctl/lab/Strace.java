package io.rootlessctl.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * strace, which ends a command, or lets a system call of it fail, at a chosen rename: the product writes every file
 * beside its place and renames it. Counted in each thread by itself. It also sees
 * what is asked of daemons, and with which modes files are made.
 */
public record Strace(List<String> options) {
    /** Not every processor has all of them. */
    private static final String RENAMES = "?rename,?renameat,?renameat2";

    private static final Pattern REQUEST = Pattern.compile("\"((?:GET|POST|PUT|DELETE|HEAD) /\\S*) HTTP/1");

    private static final Pattern MADE = Pattern.compile(
            "(open|openat|creat|mkdir|mkdirat|chmod|fchmodat)\\((?:AT_FDCWD, )?\"([^\"]+)\"[^\\n]*?, (0[0-7]{3,4})(?=\\)| <unf|, )");

    public Strace {
        options = List.copyOf(options);
    }

    /** @param signal {@code KILL}; it comes instead of the rename */
    public static Strace signalAt(String signal, int number) {
        return injecting("signal=" + signal, number);
    }

    /** @param error {@code ENOSPC} */
    public static Strace failAt(String error, int number) {
        return injecting("error=" + error, number);
    }

    private static Strace injecting(String what, int number) {
        return new Strace(List.of("-e", "trace=" + RENAMES, "-e", "inject=" + RENAMES + ":" + what + ":when=" + number));
    }

    /** Writes each rename to a file, for {@link #most}. */
    public static Strace counting() {
        return new Strace(List.of("-e", "trace=" + RENAMES));
    }

    /** Writes what is sent over sockets, for {@link #requests}: Java writes to a Unix socket as to a file. */
    public static Strace sending() {
        return new Strace(List.of("-s", "80", "-e", "trace=write,writev,sendto,sendmsg"));
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

    /** Writes down what is made and what gets another mode, for {@link #made}. */
    public static Strace makingFiles() {
        return new Strace(List.of("-e", "trace=?open,openat,?creat,?mkdir,mkdirat,?chmod,fchmodat"));
    }

    public static List<Made> made(String log) {
        return MADE.matcher(log).results()
                .map(found -> new Made(found.group(1), found.group(2), Integer.parseInt(found.group(3), 8))).toList();
    }

    public String[] of(String log, String... command) {
        var all = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", log));
        all.addAll(options);
        all.addAll(List.of(command));
        return all.toArray(String[]::new);
    }

    /** How many renames the thread has made that made most. */
    public static int most(String log) {
        return log.lines().filter(line -> line.contains(" rename"))
                .collect(Collectors.groupingBy(line -> line.substring(0, line.indexOf(' ')), Collectors.counting()))
                .values().stream().mapToInt(Long::intValue).max().orElse(0);
    }
}
