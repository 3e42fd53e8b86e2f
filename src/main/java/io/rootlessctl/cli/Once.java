package io.rootlessctl.cli;

import java.util.function.Supplier;

/** Made when first asked for, then kept; what could not be made is tried again. */
final class Once<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private T made;

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        if (made == null) {
            made = maker.get();
        }
        return made;
    }
}
