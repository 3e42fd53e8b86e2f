package io.rootlessctl.cli;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.HostWriter;
import io.rootlessctl.host.UserUnit;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.write.LinuxHostWriter;
import io.rootlessctl.lab.Outcome;
import io.rootlessctl.model.Observation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The command line over the real host in this process, which is many times faster than starting it. The host claims a
 * systemd that has docker.service loaded and inactive, so that a unit's files count on a host without one; what would
 * be told to that systemd is dropped.
 */
final class InProcess {
    private static final UserUnit UNIT =
            new UserUnit("loaded", "inactive", "dead", "disabled", false, Optional.empty(), 0);
    private static final Map<String, String> ENVIRONMENT =
            Map.of("HOME", "/root", "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    private static final Set<String> DROPPED = Set.of("systemctl", "hostSystemctl", "setLinger");

    private InProcess() {}

    static Outcome run(Path directory, String... arguments) {
        var real = new LinuxHost(ENVIRONMENT);
        return run(directory, claiming(real), dropping(new LinuxHostWriter(real)), arguments);
    }

    /** Over the host as it is. */
    static Outcome unclaimed(Path directory, String... arguments) {
        var real = new LinuxHost(ENVIRONMENT);
        return run(directory, real, new LinuxHostWriter(real), arguments);
    }

    private static Outcome run(Path directory, HostView host, HostWriter writer, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var invocation = new Invocation(ENVIRONMENT, directory, new ByteArrayInputStream(new byte[0]), stream(out),
                stream(err), false, false, false, InstantSource.system(), () -> host, _ -> writer, Self.ALONE);
        int exit = new Cli(invocation, false).run(arguments);
        return new Outcome(String.join(" ", arguments), exit, out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static HostView claiming(LinuxHost host) {
        return proxy(HostView.class, (_, method, arguments) -> switch (method.getName()) {
            case "systemd" -> true;
            case "userUnit" -> Observation.present(UNIT);
            case "linger" -> Observation.present(true);
            default -> called(() -> method.invoke(host, arguments));
        });
    }

    private static HostWriter dropping(LinuxHostWriter writer) {
        return proxy(HostWriter.class, (_, method, arguments) ->
                DROPPED.contains(method.getName()) ? null : called(() -> method.invoke(writer, arguments)));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private interface Call {
        Object made() throws ReflectiveOperationException;
    }

    private static Object called(Call call) throws Throwable {
        try {
            return call.made();
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
