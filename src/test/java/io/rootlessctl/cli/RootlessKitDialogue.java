package io.rootlessctl.cli;

import java.util.List;
import java.util.stream.Stream;

/** What is said to RootlessKit's own rootlessctl and to ours, in a directory whose {@code s} is a RootlessKit's. */
final class RootlessKitDialogue {
    /** In this order, each on the state that those before have left. */
    static final List<List<String>> COMMANDS = Stream.of(
            "list-ports", "list-ports --json", "info", "info --json", "info extra",
            "add-ports 127.0.0.1:18080:80/tcp", "add-ports 127.0.0.1:18080:81/tcp", "add-ports 127.0.0.1:18080:80/tcp4",
            "add-ports --json 127.0.0.1:18081:80/tcp [::1]:18082:80/tcp", "add-ports -json=true 127.0.0.1:18085:85/udp",
            "add-ports 127.0.0.1:18083:10.0.2.100:80/tcp [::1]:18084:[::2]:80/udp", "add-ports :18086:80/tcp",
            "add-ports 127.0.0.1:18087:80/tcp 127.0.0.1:18080:80/tcp 127.0.0.1:18088:80/tcp",
            "list-ports", "list-ports --json",
            "add-ports 127.0.0.1:80:80/tcp", "add-ports 192.0.2.1:18090:80/tcp", "add-ports 127.0.0.1:18090:80/sctp",
            "add-ports 127.0.0.1:18090:80/tcp 127.0.0.1:18091:80/icmp", "add-ports 127.0.0.1:0:80/tcp",
            "add-ports 127.0.0.1:99999:80/tcp", "add-ports 127.0.0.1:18090:0/udp", "add-ports 127.0.0.1:-1:80/tcp",
            "add-ports 127.0.0.1:x:80/tcp", "add-ports 127.0.0.1:18090:y/tcp", "add-ports 18090:80/tcp",
            "add-ports localhost:18090:80/tcp", "add-ports 127.0.0.1:18090:80", "add-ports 127.0.0.1:18090:80/",
            "add-ports 1:2:3:4:5:6/tcp", "add-ports ::1:18090:80/tcp", "add-ports [::1:80/tcp", "add-ports /",
            "add-ports 127.0.0.1:018090:80/tcp", "add-ports [2001:db8:1e::1]:18090:80/tcp", "add-ports \"q/tcp",
            "add-ports 127.0.0.1:99999999999999999999:80/tcp", "add-ports 127.0.0.1:1_0:80/tcp", "add-ports", "add-ports ---x",
            "remove-ports 99", "remove-ports x", "remove-ports 1 2", "remove-ports 1", "remove-ports 3 99 4",
            "remove-ports +4", "remove-ports -- -1", "remove-ports -1", "remove-ports 99999999999999999999",
            "remove-ports --json 5", "remove-ports",
            "list-ports", "list-ports --json", "list-ports --json=maybe", "list-ports --nothing", "list-ports --help",
            "add-ports -h", "remove-ports --help", "info -help")
            .map(line -> List.of(("--socket s/api.sock " + line).split(" "))).toList();

    /** Behind these is no RootlessKit, or none that lives. */
    static final List<List<String>> ELSEWHERE = Stream.of(
            "list-ports", "info --json", "add-ports 127.0.0.1:18080:80/tcp", "remove-ports 1", "--socket= list-ports",
            "--socket none/api.sock list-ports", "-socket=none/api.sock add-ports 127.0.0.1:18080:80/tcp",
            "--socket /etc/passwd list-ports", "--socket /etc/passwd add-ports 127.0.0.1:18080:80/tcp",
            "--socket /etc/passwd remove-ports 7", "--socket /etc/passwd/api.sock info", "--socket /root/x/api.sock info",
            "--socket s/api.sock info", "--socket s/api.sock remove-ports 1 2", "--socket /" + "x".repeat(120) + " info", "--socket none add-ports wrong",
            "--socket none remove-ports wrong")
            .map(line -> List.of(line.split(" "))).toList();

    private RootlessKitDialogue() {}

    /** Without what tells two RootlessKits apart; list-ports has a random order. */
    static String normalised(String text, List<String> words) {
        var same = text.replaceAll("(Child PID: |\"childPID\": )\\d+", "$1PID");
        return words.contains("list-ports") && !same.contains("USAGE")
                ? same.lines().sorted().map(line -> line + "\n").reduce("", String::concat) : same;
    }
}
