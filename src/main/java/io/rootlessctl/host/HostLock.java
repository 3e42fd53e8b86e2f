package io.rootlessctl.host;

/** A lock that is held until it is closed, or its process ends. */
public interface HostLock extends AutoCloseable {
    @Override
    void close();
}
