package io.rootlessctl.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each test of the class gets a {@link VirtualHost} as parameter, in its clean state; all share one boot of it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(VirtualHosts.class)
public @interface OnVirtualHost {
    /** The suite of Debian: {@code trixie}, {@code bookworm}. */
    String value();
}
