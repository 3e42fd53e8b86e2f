package io.rootlessctl.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * On a test or class {@link OnVirtualHost}: it loads modules or AppArmor's profiles, sets the kernel's parameters, limits
 * resources or boots. It gets an emulated machine, which costs minutes.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("own-kernel")
public @interface OwnKernel {}
