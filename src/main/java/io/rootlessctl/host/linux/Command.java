package io.rootlessctl.host.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.apache.commons.exec.PumpStreamHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command with an argument list, an environment of its own, no input, and bounds on its time and output. There is no
 * shell in between.
 *
 * @param environment the whole environment, nothing is inherited
 */
public record Command(List<String> argv, Map<String, String> environment, Duration timeout) {
    private static final Logger LOG = LoggerFactory.getLogger(Command.class);
    private static final int OUTPUT_LIMIT = 1 << 20;
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration AFTER_END = Duration.ofSeconds(2);

    public Command {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }

    /** It did not end in time, and was ended. */
    static final class Overdue extends IOException {
        private static final long serialVersionUID = 1L;

        Overdue(String message) {
            super(message);
        }
    }

    /** @param out standard output, at most 1 MiB; more is dropped */
    public record Result(int exit, String out, String err) {
        public boolean succeeded() {
            return exit == 0;
        }

        /** The last line of what was printed on standard error, else on standard output; systemctl's last says nothing. */
        public String complaint() {
            var text = err.isBlank() ? out : err;
            return text.strip().lines().filter(line -> !line.startsWith("See \"")).reduce((_, last) -> last)
                    .orElse("exit status " + exit);
        }
    }

    /**
     * What has not ended in time is told to, and soon killed with all that it has started, for it may be a user's
     * program that heeds no signal.
     *
     * @throws IOException when the program cannot be started or did not end in time; any exit status is a result
     */
    public Result run() throws IOException {
        LOG.debug("run {}", argv);
        var out = new Bounded();
        var err = new Bounded();
        var streams = new PumpStreamHandler(out, err);
        // A grandchild may keep the pipes open after the command has ended.
        streams.setStopTimeout(AFTER_END);
        var executor = DefaultExecutor.builder()
                .setExecuteStreamHandler(streams).setWorkingDirectory(Path.of("/").toFile()).get();
        var running = new RunningCommand();
        executor.setProcessDestroyer(running);
        executor.setExitValues(null);
        var end = new End();
        executor.execute(line(), environment, end);
        int exit = exit(end, running);
        LOG.debug("exit status {}", exit);
        return new Result(exit, out.text(), err.text());
    }

    private int exit(End end, RunningCommand running) throws IOException {
        try {
            if (!end.within(timeout)) {
                running.terminate();
                end.within(GRACE);
                running.kill();
                end.within(AFTER_END);
                throw new Overdue(argv.getFirst() + ": did not end within " + timeout.toSeconds() + " s");
            }
        } catch (InterruptedException _) {
            running.kill();
            Thread.currentThread().interrupt();
            throw new IOException(argv.getFirst() + ": interrupted");
        }
        if (end.failure != null && end.failure.getCause() instanceof IOException problem) {
            throw new IOException(argv.getFirst() + ": cannot be started: " + problem.getMessage(), problem);
        }
        return end.exit;
    }

    private CommandLine line() {
        var line = new CommandLine(argv.getFirst());
        argv.stream().skip(1).forEach(argument -> line.addArgument(argument, false));
        return line;
    }

    /** Tells of the end when it comes: commons-exec's own looks for it every 50 ms. */
    private static final class End implements ExecuteResultHandler {
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile int exit;
        private volatile ExecuteException failure;

        boolean within(Duration time) throws InterruptedException {
            return over.await(time.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void onProcessComplete(int status) {
            exit = status;
            over.countDown();
        }

        @Override
        public void onProcessFailed(ExecuteException problem) {
            failure = problem;
            onProcessComplete(problem.getExitValue());
        }
    }

    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] source, int offset, int count) {
            bytes.write(source, offset, Math.min(count, OUTPUT_LIMIT - bytes.size()));
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
