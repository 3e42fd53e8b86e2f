package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who says what subordinate ids a user has: the first name after {@code subid:} in /etc/nsswitch.conf. */
sealed interface SubIdSource {

    /** @param notAsked why it is the files although another source is named; empty when none is */
    record Files(Optional<String> notAsked) implements SubIdSource {}

    /** One that getsubids asks and nobody writes to from here: {@code sss}. */
    record Directory(String name) implements SubIdSource {}

    Path SWITCH = Path.of("/etc/nsswitch.conf");
    /** As shadow reads it: in any case, from the first column on, and one name only. */
    Pattern LINE = Pattern.compile("(?im)^subid:[ \\t]*(\\S+).*$");

    static SubIdSource of(HostView host) {
        var text = host.systemFile(SWITCH);
        if (text.obstacle().isPresent()) {
            return new Files(text.obstacle().map(why -> why + "; subordinate ids are read from the files"));
        }
        var named = text.found().flatMap(file -> named(file.content()));
        if (named.isEmpty()) {
            return new Files(Optional.empty());
        }
        return host.program("getsubids", host.caller()).found().isPresent() ? new Directory(named.get())
                : new Files(Optional.of(SWITCH + ": found \"subid: " + named.get() + "\", and there is no getsubids "
                        + "(shadow 4.10 or newer) to ask it; /etc/subuid and /etc/subgid are taken as they are"));
    }

    static Optional<String> named(String text) {
        var match = LINE.matcher(text);
        return match.find() && !match.group(1).equals("files") ? Optional.of(match.group(1)) : Optional.empty();
    }
}
