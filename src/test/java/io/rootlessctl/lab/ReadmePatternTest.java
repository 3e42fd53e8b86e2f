package io.rootlessctl.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("what README.md shows, held against a run")
class ReadmePatternTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "drwxr-xr-x 2 999 999 4096 Nov 22 12:26 _data | drwxr-xr-x 2 999 999   4096 Dec  1 09:00 _data | true",
        "drwxr-xr-x 2 999 999 4096 Nov 22 12:26 _data | drwx------ 2 999 999 4096 Dec 1 09:00 _data | false",
        "10.0.2.100/24 fe80::449c:22ff:fe4d:95a4/64 | 10.0.2.100/24 fe80::1/64 | true",
        "10.0.2.100/24 fe80::449c:22ff:fe4d:95a4/64 | 10.0.2.100/24 | false",
        "dev1: backed up to /home/dev1/docker.tar | rctl-1: backed up to /home/rctl-1/docker.tar | true",
        "dev1: backed up to /home/dev1/docker.tar | rctl-1: not backed up to /home/rctl-1/docker.tar | false",
        "sha256 6b6ae0af0d84ecf47d0d1fa270d17bcac4 | sha256 0123456789abcdef | true",
        "stopped for 12.5 s | stopped for 3 s | true", "stopped for 12.5 s | stopped for 3 ms | false",
        "a: ... z | a: b c d z | true"})
    void isLike(String shown, String printed, boolean like) {
        assertEquals(like, Readme.pattern(shown).matcher(printed).matches());
    }
}
