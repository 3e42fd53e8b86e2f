package io.rootlessctl.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a {@link VirtualHost} parameter: alice has a daemon there, made by rootlessctl, and the image {@code bb}. In containers
 * only.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface WithDaemon {}
