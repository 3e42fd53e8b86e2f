package io.rootlessctl.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks that do not wait for each other, several at the same time. */
public final class AtOnce {
    private static final Logger LOG = LoggerFactory.getLogger(AtOnce.class);

    private AtOnce() {}

    /**
     * What each look has seen, in the order of {@code all}. The first that fails is thrown as it was.
     *
     * @param most how many at the same time, by the caller's own thread and others
     */
    public static <T, R> List<R> each(Collection<T> all, int most, Function<T, R> look) {
        if (all.size() < 2 || most < 2) {
            return all.stream().map(look).toList();
        }
        var looks = all.stream().map(one -> new FutureTask<>(() -> look.apply(one))).toList();
        var helpers = helpers(Math.min(most, all.size()) - 1, () -> run(looks));
        run(looks);
        // Nothing looks any more when this is left, also by what one of them has thrown.
        helpers.forEach(AtOnce::join);
        return looks.stream().map(AtOnce::result).toList();
    }

    /** As many as there may be: on a host that lets no more threads start, those that there are look at all. */
    private static List<Thread> helpers(int count, Runnable work) {
        var helpers = new ArrayList<Thread>();
        try {
            while (helpers.size() < count) {
                helpers.add(Thread.ofPlatform().daemon().start(work));
            }
        } catch (OutOfMemoryError noThread) {
            LOG.debug("{} of {} threads", helpers.size(), count, noThread);
        }
        return helpers;
    }

    /** Every thread goes through all of them: one that another has begun is over at once. */
    private static void run(List<? extends Runnable> looks) {
        looks.forEach(Runnable::run);
    }

    private static void join(Thread helper) {
        try {
            helper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking at the host", e);
        }
    }

    private static <R> R result(Future<R> look) {
        if (look.state() == Future.State.SUCCESS) {
            return look.resultNow();
        }
        switch (look.exceptionNow()) {
            case Error error -> throw error;
            case RuntimeException defect -> throw defect;
            case Throwable other -> throw new IllegalStateException(other);
        }
    }
}
