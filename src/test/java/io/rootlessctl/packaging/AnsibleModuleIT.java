package io.rootlessctl.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rootlessctl.lab.Project;
import io.rootlessctl.lab.RootlessUser;
import io.rootlessctl.lab.SshFleet;
import io.rootlessctl.lab.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the module reports to a playbook, of a daemon that runs: by root for its user, and by the user. */
class AnsibleModuleIT {
    private static final Path STATE = Path.of("/var/lib/rootlessctl");
    private static final String SECRET = "rctl-pa55word";
    /** One use of the module, and what is kept of its answer. */
    private static final String TASK = """
                - rootlessctl.docker.rootless:
                    executable: %s
                    blocked: %s
                    settings: %s
                    secrets: %s
                  check_mode: %s
                  become: %s
                  become_method: su
                  become_user: %s
                  ignore_errors: true
                  register: answer
                - set_fact: {answers: "{{ answers | default([]) + [answer] }}"}
            """;

    private final List<String> tasks = new ArrayList<>();

    @Test
    @DisplayName("O2: restarts, blocked and remedies are reported as they are, by root and by the user; secrets are not")
    void reports() throws IOException {
        boolean stateWasThere = Files.exists(STATE);
        try (var user = RootlessUser.create(); var here = SshFleet.create(0)) {
            byRoot(user, "local", "no");
            byRoot(user, "json-file", "yes");
            byRoot(user, "json-file", "no");
            byRoot(user, "json-file", "no");
            byUser(user, "report", "no");
            byUser(user, "fail", "no");
            byUser(user, "fail", "yes");
            var answers = answers(here);
            // A first start is no restart; then a change of the log driver takes one, and only once.
            assertEquals(List.of(0, 1, 1, 0, 0, 0, 0), values(answers, "restarts"), answers::toString);
            assertEquals(List.of(true, true, true, false, true, false, false), values(answers, "changed"));
            assertEquals(List.of(false, false, false, false, false, true, false), values(answers, "failed"));
            assertEquals("planned", answers.get(1).path("result").asText());
            assertEquals("applied", answers.get(2).path("result").asText());
            assertEquals(0, answers.get(3).path("blocked").size());
            for (var answer : answers.subList(4, 7)) {
                assertEquals("sysctl[net.ipv4.ip_unprivileged_port_start]", answer.at("/blocked/0/address").asText());
                assertTrue(answer.path("remedies").toString().contains("net.ipv4.ip_unprivileged_port_start"), answer::toString);
                assertEquals("blocked", answer.path("result").asText().replace("planned", "blocked"));
            }
            assertTrue(answers.get(5).path("msg").asText().contains("the commands for root are in remedies"));
            assertEquals("[\"pin=" + SECRET + "\"]", labels(user));
        } finally {
            if (!stateWasThere) {
                Trees.delete(STATE);
            }
        }
    }

    private void byRoot(RootlessUser user, String driver, String check) {
        task("fail", "{schema: 1, host: {packages: ignore}, daemon: {settings: {log-driver: " + driver + "}}, users: [{name: "
                + user.name() + "}]}", check, "no", "root");
    }

    /** Of its own part there is one key to change, which takes no restart; the kernel's parameter is root's. */
    private void byUser(RootlessUser user, String blocked, String check) {
        task(blocked, "{schema: 1, daemon: {settings: {log-driver: json-file, debug: true}}, "
                + "host: {packages: ignore, sysctl: {net.ipv4.ip_unprivileged_port_start: 1000}}}", check, "yes", user.name());
    }

    private void task(String blocked, String settings, String check, String become, String user) {
        tasks.add(TASK.formatted(Project.LAUNCHER, blocked, settings,
                "{daemon: {settings: {labels: [\"pin=" + SECRET + "\"]}}}",
                check, become, user));
    }

    private List<JsonNode> answers(SshFleet here) throws IOException {
        var file = here.directory().resolve("answers.json");
        var playbook = Files.writeString(here.directory().resolve("site.yml"), """
                - hosts: localhost
                  gather_facts: false
                  vars: {ansible_python_interpreter: /usr/bin/python3}
                  tasks:
                %s
                    - copy: {content: "{{ answers | to_json }}", dest: %s, mode: "0600"}
                """.formatted(String.join("", tasks), file));
        var run = here.playbook(playbook.toString(), "-vvv", "--diff").expect(0);
        assertFalse((run.out() + run.err() + Files.readString(file)).contains(SECRET), "a secret was shown");
        var answers = new ArrayList<JsonNode>();
        new ObjectMapper().readTree(file.toFile()).forEach(answers::add);
        return answers;
    }

    private static List<Object> values(List<JsonNode> answers, String field) {
        return answers.stream().map(answer -> answer.path(field)).<Object>map(value ->
                value.isInt() ? value.asInt() : value.asBoolean(false)).toList();
    }

    private static String labels(RootlessUser user) throws IOException {
        return new ObjectMapper().readTree(user.read(user.home().resolve(".config/docker/daemon.json")))
                .path("labels").toString();
    }
}
