package io.rootlessctl.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each test of the class gets a {@link VirtualHost} of its own as parameter, in the clean state or {@link WithDaemon}: a
 * system container, or an emulated machine for what needs its {@link OwnKernel}. Tests run side by side.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(VirtualHosts.class)
@Tag("virtual-host")
@Execution(ExecutionMode.CONCURRENT)
public @interface OnVirtualHost {
    /** The suite of Debian: {@code trixie}, {@code bookworm}. */
    String value();
}
