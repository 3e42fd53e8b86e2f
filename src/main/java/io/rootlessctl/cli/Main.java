package io.rootlessctl.cli;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.write.LinuxHostWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Where the process begins and ends: environment, terminal and the real host are looked up here and nowhere else. */
final class Main {
    private Main() {}

    static void main(String[] arguments) {
        var self = new ThisProcess(arguments.length, System.getenv());
        // What is to be done at an end is done by then, and System.exit looks for somebody who logs it.
        self.end(run(self, arguments));
    }

    /** One command line; its exit status. */
    static int run(String... arguments) {
        return run(Self.ALONE, arguments);
    }

    private static int run(Self self, String... arguments) {
        var environment = System.getenv();
        return run(self, environment, new Once<>(() -> host(environment)),
                host -> new LinuxHostWriter((LinuxHost) host, self::toldToEnd), arguments);
    }

    /** The same on a host that there is not. */
    static int run(Pretence pretence, String... arguments) {
        return run(Self.ALONE, System.getenv(), pretence::host, _ -> pretence.writer(), arguments);
    }

    private static int run(Self self, Map<String, String> environment, Supplier<HostView> host,
            Function<HostView, HostWriter> writer, String... arguments) {
        boolean debug = Arrays.stream(arguments).takeWhile(word -> !word.equals("--")).anyMatch("--debug"::equals);
        log(debug);
        var out = stream(FileDescriptor.out);
        var err = stream(FileDescriptor.err);
        var invocation = new Invocation(
                environment, Path.of("").toAbsolutePath(), System.in, out, err, terminal(0), terminal(1), terminal(2),
                InstantSource.system(), host, writer, self);
        int status = new Cli(invocation, debug).run(arguments);
        out.flush();
        // When the reader has gone, what it did not read was not delivered.
        return out.checkError() ? ExitStatus.FAILED.code() : status;
    }

    /** Named, the log's writer need not be looked for; the one that writes nothing reads no settings either. */
    private static void log(boolean debug) {
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty("slf4j.provider",
                debug ? "org.slf4j.simple.SimpleServiceProvider" : "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
    }

    /** Everything relative to the working directory has been made absolute by now. */
    private static LinuxHost host(Map<String, String> environment) {
        var host = new LinuxHost(environment);
        try {
            host.credentials().leaveWorkingDirectory();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        return host;
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** {@link System#console} knows of standard input and output together only, and nothing of standard error. */
    private static boolean terminal(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString()
                    .matches("/dev/(pts/|tty|console|hvc).*");
        } catch (IOException closedOrNoProc) {
            return false;
        }
    }
}
