package io.rootlessctl.lab;

import io.rootlessctl.lab.VirtualHost.State;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test a virtual host of its own in the state it asks for, and takes it back when the test has ended. */
final class VirtualHosts implements ParameterResolver, AfterTestExecutionCallback {
    private static final Namespace OURS = Namespace.create(VirtualHosts.class);

    /** A test's machine; closed at the test's end. */
    private record Lease(VirtualHostPool pool, VirtualHost host) implements AutoCloseable {
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
        var lease = new Lease(pool, pool.take());
        context.getStore(OURS).put(Lease.class, lease);
        lease.host().restore(parameter.isAnnotated(WithDaemon.class) ? State.DAEMON : State.CLEAN);
        return lease.host();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            context.getStore(OURS).get(Lease.class, Lease.class).host().keepEvidence(Path.of("target", "lab",
                    context.getRequiredTestClass().getSimpleName() + "." + context.getRequiredTestMethod().getName()));
        }
    }

    /** The root's store closes what is in it when the last test has run. */
    private static VirtualHostPool pool(ExtensionContext context) {
        var suite = context.getRequiredTestClass().getAnnotation(OnVirtualHost.class).value();
        return context.getRoot().getStore(OURS)
                .computeIfAbsent(suite, VirtualHostPool::new, VirtualHostPool.class);
    }
}
