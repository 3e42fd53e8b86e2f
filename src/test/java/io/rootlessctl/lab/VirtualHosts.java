package io.rootlessctl.lab;

import io.rootlessctl.lab.VirtualHost.Kernel;
import io.rootlessctl.lab.VirtualHost.State;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test a virtual host of its own in the state it asks for, and takes it back when the test has ended. */
final class VirtualHosts implements ParameterResolver, AfterTestExecutionCallback {
    private static final Namespace OURS = Namespace.create(VirtualHosts.class);

    /** What a test asks for. */
    private record HostKind(Kernel kernel, String suite) {
        static HostKind of(ExtensionContext context) {
            var test = context.getRequiredTestClass();
            boolean own = test.isAnnotationPresent(OwnKernel.class)
                    || context.getRequiredTestMethod().isAnnotationPresent(OwnKernel.class);
            return new HostKind(own ? Kernel.OWN : Kernel.SHARED, test.getAnnotation(OnVirtualHost.class).value());
        }
    }

    /** A test's host; closed at the test's end. */
    private record Lease(VirtualHostPool pool, VirtualHost host, Instant began) implements AutoCloseable {
        @Override
        public void close() {
            pool.giveBack(host);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == VirtualHost.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var pool = pool(context);
        var lease = new Lease(pool, pool.take(), Instant.now());
        context.getStore(OURS).put(Lease.class, lease);
        lease.host().restore(parameter.isAnnotated(WithDaemon.class) ? State.DAEMON : State.CLEAN);
        return lease.host();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        var lease = context.getStore(OURS).get(Lease.class, Lease.class);
        var group = context.getRequiredTestClass().getSimpleName();
        var failure = context.getExecutionException();
        times(context).add(group, name(context) + failure.map(_ -> " (failed)").orElse("") + ": " + context.getDisplayName(),
                Duration.between(lease.began(), Instant.now()));
        failure.ifPresent(problem -> lease.host().keepEvidence(
                ScenarioTimes.DIRECTORY.resolve(group + "." + name(context)), problem.toString()));
    }

    /** Of a test with arguments each run has a name of its own: {@code carriesTraffic[2]}. */
    private static String name(ExtensionContext context) {
        var method = context.getRequiredTestMethod().getName();
        var shown = context.getDisplayName();
        return shown.startsWith("[") ? method + shown.substring(0, shown.indexOf(']') + 1) : method;
    }

    private static ScenarioTimes times(ExtensionContext context) {
        return context.getRoot().getStore(OURS)
                .computeIfAbsent(ScenarioTimes.class, _ -> new ScenarioTimes(), ScenarioTimes.class);
    }

    /** Hosts of one kind, or why there are none: what failed once is not tried again for every test. */
    private record Preparation(VirtualHostPool pool, AssertionError problem) implements AutoCloseable {
        static Preparation of(HostKind kind, ScenarioTimes times) {
            var began = Instant.now();
            try {
                return new Preparation(new VirtualHostPool(kind.kernel(), kind.suite()), null);
            } catch (AssertionError problem) {
                return new Preparation(null, problem);
            } finally {
                times.add("preparation", kind.toString(), Duration.between(began, Instant.now()));
            }
        }

        @Override
        public void close() {
            if (pool != null) {
                pool.close();
            }
        }
    }

    /** The root's store closes what is in it when the last test has run. */
    private static VirtualHostPool pool(ExtensionContext context) {
        var times = times(context);
        var kind = HostKind.of(context);
        var preparation = context.getRoot().getStore(OURS)
                .computeIfAbsent(kind, _ -> Preparation.of(kind, times), Preparation.class);
        if (preparation.problem() != null) {
            throw new AssertionError("there is no virtual host: " + preparation.problem().getMessage(), preparation.problem());
        }
        return preparation.pool();
    }
}
