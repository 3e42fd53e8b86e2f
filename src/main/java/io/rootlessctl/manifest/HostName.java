package io.rootlessctl.manifest;

import java.util.regex.Pattern;

/** Names of hosts as DNS has them, which nobody is asked for here. */
public final class HostName {
    /** What has nothing but digits and dots is, or was meant to be, an address. */
    private static final Pattern SYNTAX =
            Pattern.compile("(?=.{1,253}$)(?![0-9.]+$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

    private HostName() {}

    public static boolean is(String text) {
        return SYNTAX.matcher(text).matches();
    }

    /** A name, or in a certificate all those with one more label before it: {@code *.example.org}. */
    static boolean isPattern(String text) {
        return is(text.startsWith("*.") ? text.substring(2) : text);
    }
}
