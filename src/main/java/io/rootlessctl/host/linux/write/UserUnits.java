package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.linux.Command;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.HostCommands;
import io.rootlessctl.model.Step.Systemctl;
import java.io.IOException;

/** Units of users' own systemd. */
record UserUnits(LinuxHost host) {

    /**
     * A start asked for is one more try, however often the unit was started lately. Systemd would count it: three in a
     * minute, which three applies are too, and it refuses the next.
     */
    void systemctl(Systemctl.Verb verb, String unit, Account as) throws IOException {
        if (verb == Systemctl.Verb.START || verb == Systemctl.Verb.RESTART) {
            // Fails for a unit that systemd has not loaded: then it has counted nothing either.
            run(Systemctl.Verb.RESET_FAILED, unit, as);
        }
        HostTools.require("systemctl --user " + verb + " " + unit, run(verb, unit, as));
    }

    private Command.Result run(Systemctl.Verb verb, String unit, Account as) throws IOException {
        return Failure.about("systemctl --user " + verb + " " + unit,
                () -> host.commands().run(as, host.directories(as), HostTools.SYSTEMCTL_LIMIT,
                        HostCommands.userSystemctl(verb, unit).argv()));
    }
}
