package io.rootlessctl.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each test of the class gets a {@link VirtualHost} of its own as parameter, in the clean state or {@link WithDaemon}.
 * Tests run side by side: an emulated machine keeps one processor busy and waits for nothing of this one.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(VirtualHosts.class)
@Execution(ExecutionMode.CONCURRENT)
public @interface OnVirtualHost {
    /** The suite of Debian: {@code trixie}, {@code bookworm}. */
    String value();
}
