package io.rootlessctl.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a test or class {@link OnVirtualHost}: it loads modules or AppArmor's profiles, sets other parameters of the kernel
 * than the network's, or limits resources. It gets an emulated machine, where each start of rootlessctl takes seconds:
 * everything else, a reboot too, belongs into a container.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface OwnKernel {}
