package io.rootlessctl.resource;

import io.rootlessctl.manifest.Settings;
import io.rootlessctl.manifest.Settings.NetworkDriver;
import io.rootlessctl.manifest.Settings.PortDriver;

/** What becomes of a declared network on one host. */
public sealed interface NetworkChoice {

    /** The pair that will do. */
    record Pair(NetworkDriver network, PortDriver port) implements NetworkChoice {
        @Override
        public String toString() {
            return Settings.spelled(network) + " with port driver " + Settings.spelled(port);
        }
    }

    /** @param why begins with the key that cannot be had, ends with what can */
    record Refused(String why) implements NetworkChoice {}
}
