package io.rootlessctl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rootlessctl.lab.OnVirtualHost;
import io.rootlessctl.lab.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The dialogue of {@link RootlessKitCommandsIT} with RootlessKit 2.0 and its own rootlessctl. */
@OnVirtualHost("trixie")
class RootlessKitCommandsVmIT {
    /** The two RootlessKits have two releases of the library that writes it. */
    private static final String USAGE = "(?s)NAME:\n.*?(?=stderr:)";

    /** Arguments: a directory and the program. Says each line of standard input to it, and prints what came of it. */
    private static final String DIALOGUE = """
            mkdir -p $1/s && chown -R alice: $1 && cd $1
            chmod 666 /dev/net/tun
            unshare --net sh -c 'ip link set lo up && exec setpriv --reuid alice --regid alice --init-groups env \
                HOME=/home/alice XDG_RUNTIME_DIR=/run/user/1000 rootlesskit --state-dir=$PWD/s --net=slirp4netns \
                --disable-host-loopback --port-driver=builtin sleep 600' >log 2>&1 </dev/null &
            for i in $(seq 300); do [ -S s/api.sock ] && break; sleep 0.1; done
            while read -ra words; do
                if [ "${words[0]}" = END ]; then
                    kill -KILL $(cat s/child_pid) $!; wait $! 2>/dev/null
                    continue
                fi
                HOME=/home/alice setpriv --reuid alice --regid alice --init-groups $2 "${words[@]}" >out 2>err </dev/null
                printf 'exit %s\\nstdout:\\n' $?; cat out; echo stderr:; cat err; echo "== ${words[*]}"
            done
            """;

    @Test
    @DisplayName("C5: list-ports, add-ports, remove-ports and info say what those of RootlessKit 2.0 say, to the byte")
    void saysTheSame(VirtualHost host) {
        host.user("alice").run("true").expect(0);
        var lines = new ArrayList<>(RootlessKitDialogue.COMMANDS);
        lines.add(List.of("END"));
        lines.addAll(RootlessKitDialogue.ELSEWHERE);
        var theirs = said(host, "/home/alice/theirs", "/usr/bin/rootlessctl.rootlesskit", lines);
        var ours = said(host, "/home/alice/ours", "/usr/bin/rootlessctl", lines);
        assertEquals(lines.size() - 1, theirs.size());
        for (int i = 0; i < theirs.size(); i++) {
            assertEquals(theirs.get(i), ours.get(i));
        }
    }

    /** What came of each line, with the line. */
    private static List<String> said(VirtualHost host, String directory, String program, List<List<String>> lines) {
        var root = host.user("root");
        root.write("dialogue", DIALOGUE);
        var input = lines.stream().map(words -> String.join(" ", words) + "\n").collect(Collectors.joining());
        var said = root.run("bash dialogue " + directory + " " + program, input).expect(0).out().replace(directory, "DIRECTORY");
        var answers = new ArrayList<String>();
        var spoken = lines.stream().filter(words -> !words.equals(List.of("END"))).toList();
        var parts = said.split("(?m)^== .*\n");
        for (int i = 0; i < parts.length; i++) {
            answers.add(String.join(" ", spoken.get(i)) + "\n" + RootlessKitDialogue.normalised(
                    parts[i].replaceAll(USAGE, ""), spoken.get(i)));
        }
        return answers;
    }
}
