package io.rootlessctl.lab;

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

    /** A test's machine; closed at the test's end. */
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
        var name = context.getRequiredTestMethod().getName();
        var failure = context.getExecutionException();
        times(context).add(group, name + failure.map(_ -> " (failed)").orElse(""),
                Duration.between(lease.began(), Instant.now()));
        failure.ifPresent(problem -> lease.host().keepEvidence(ScenarioTimes.DIRECTORY.resolve(group + "." + name),
                problem.toString()));
    }

    private static ScenarioTimes times(ExtensionContext context) {
        return context.getRoot().getStore(OURS)
                .computeIfAbsent(ScenarioTimes.class, _ -> new ScenarioTimes(), ScenarioTimes.class);
    }

    /** The root's store closes what is in it when the last test has run. */
    private static VirtualHostPool pool(ExtensionContext context) {
        var times = times(context);
        var suite = context.getRequiredTestClass().getAnnotation(OnVirtualHost.class).value();
        return context.getRoot().getStore(OURS).computeIfAbsent(suite, _ -> {
            var began = Instant.now();
            var made = new VirtualHostPool(suite);
            times.add("preparation", suite, Duration.between(began, Instant.now()));
            return made;
        }, VirtualHostPool.class);
    }
}
