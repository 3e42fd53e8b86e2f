package io.rootlessctl.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "http-proxy  | http://me:p@ss@proxy:3128/x         | http://me:***@proxy:3128/x",
        "http-proxy  | http://proxy:3128, https://:pw@b    | http://proxy:3128, https://:***@b",
        "proxies     | {\"p\":\"http://u:pw@h\",\"q\":\"r\"}   | {\"p\":\"http://u:***@h\",\"q\":\"r\"}",
        "log-opts    | {\"splunk-token\" : \"a\\\"b\", \"x\":1} | {\"splunk-token\" : \"***\", \"x\":1}",
        "secret-opts | {\"x\":\"y\"}                         | {\"x\":\"y\"}",
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
}
