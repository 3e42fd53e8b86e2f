package io.rootlessctl.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "http-proxy  | http://me:p@ss@proxy:3128/x         | http://me:***@proxy:3128/x",
        "http-proxy  | http://proxy:3128, https://:pw@b    | http://proxy:3128, https://:***@b",
        "proxies     | {\"p\":\"http://u:pw@h\",\"q\":\"r\"}   | {\"p\":\"http://u:***@h\",\"q\":\"r\"}",
        "log-opts    | {\"splunk-token\" : \"a\\\"b\", \"x\":1} | {\"splunk-token\" : \"***\", \"x\":1}",
        "secret-opts | {\"x\":\"y\"}                         | {\"x\":\"y\"}",
        "log         | x \"token\":\"a b                   | x \"token\":\"***",
        "log         | \" \"token\" : \"a\" \"Secret\":\"b\"  | \" \"token\" : \"***\" \"Secret\":\"***\"",
        "log         | \"token\",\"token\": 1,\"x\":\"y\"     | \"token\",\"token\": 1,\"x\":\"y\"",
        "API_KEY     | abc                                 | ***",
        "DB_PASSWD   | abc                                 | ***",
        "socket      | /run/user/1000/docker.sock          | /run/user/1000/docker.sock",
        "mirrors     | [\"https://mirror:5000/a@b\"]         | [\"https://mirror:5000/a@b\"]",
        "block       | export DOCKER_HOST=unix:///a:b@c    | export DOCKER_HOST=unix:///a:b@c",
    })
    void onlyTheSecretIsTakenOut(String field, String value, String shown) {
        assertEquals(Optional.of(shown), Secrets.masked(field, Optional.of(value)));
        assertEquals(Optional.empty(), Secrets.masked(field, Optional.empty()));
    }

    /** Quadratic work would take minutes here; the limit is there to end the test then, not to measure. */
    @ParameterizedTest
    @ValueSource(strings = {"\"", "token", "\"token", "\"token\"", "\"token\" ", "\"token\":", "\"token\":\"", "\\", " ", "://",
        "://a:", "://:@", "a:@", "\" :"})
    void oddLinesOf256KibibytesAreNoBurden(String part) {
        for (var start : List.of("", "\"", "\"token\":\"", "://a:")) {
            var line = start + part.repeat((256 << 10) / part.length());
            var shown = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> Secrets.masked(line));
            assertEquals(shown, assertTimeoutPreemptively(Duration.ofSeconds(60), () -> Secrets.masked(shown)));
        }
    }
}
