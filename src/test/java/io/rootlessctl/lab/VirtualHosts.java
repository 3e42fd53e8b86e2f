package io.rootlessctl.lab;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The virtual hosts of one test run: started when first asked for, stopped at its end. */
final class VirtualHosts implements ParameterResolver, AfterTestExecutionCallback {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == VirtualHost.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var host = host(context);
        host.restore();
        return host;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            host(context).keepEvidence(Path.of("target", "lab",
                    context.getRequiredTestClass().getSimpleName() + "." + context.getRequiredTestMethod().getName()));
        }
    }

    private static VirtualHost host(ExtensionContext context) {
        var suite = context.getRequiredTestClass().getAnnotation(OnVirtualHost.class).value();
        return store(context).computeIfAbsent(suite, VirtualHost::start, VirtualHost.class);
    }

    /** The root's store closes what is in it when the last test has run. */
    private static Store store(ExtensionContext context) {
        return context.getRoot().getStore(Namespace.create(VirtualHosts.class));
    }
}
