package io.rootlessctl.apply;

import io.rootlessctl.model.Address;
import io.rootlessctl.model.Change;
import io.rootlessctl.model.Effect;
import io.rootlessctl.model.FieldDiff;
import io.rootlessctl.plan.Assessment;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a change has brought what it was made for: steps that went well are no proof.
 *
 * @param look at one address again; empty when it is neither declared nor applied any more
 */
record Verification(Function<Address, Optional<Assessment>> look) {
    private static final Logger LOG = LoggerFactory.getLogger(Verification.class);
    private static final Duration RELOAD_TIMEOUT = Duration.ofSeconds(5);

    /**
     * A daemon takes a moment to read its settings again; everything else has happened when its step is over.
     *
     * @throws IOException when it has not
     */
    void require(Change change) throws IOException {
        var address = change.address();
        if (change.effect() == Effect.RELOAD) {
            reloaded(address);
        }
        var after = look.apply(address);
        if (after.isPresent() && !after.get().converged()) {
            var left = after.get().change().or(() -> after.get().blocked().map(blocked -> blocked.change()));
            throw new IOException(address + ": every step went well, and it is still not as declared: "
                    + left.map(Verification::described).orElse(""));
        }
    }

    private void reloaded(Address address) {
        try {
            Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).atMost(RELOAD_TIMEOUT)
                    .until(() -> look.apply(address).map(Assessment::converged).orElse(true));
        } catch (ConditionTimeoutException _) {
            LOG.debug("{}: not as declared {} after the reload", address, RELOAD_TIMEOUT);
        }
    }

    private static String described(Change change) {
        return change.diff().stream().map(Verification::described).collect(Collectors.joining("; "));
    }

    private static String described(FieldDiff diff) {
        return diff.field() + " is " + diff.observed().orElse("absent") + ", declared is "
                + diff.desired().orElse("absent");
    }
}
