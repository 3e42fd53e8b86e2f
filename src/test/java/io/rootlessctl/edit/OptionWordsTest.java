package io.rootlessctl.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.rootlessctl.edit.OptionWords.Option;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("N5: our words among the user's in DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS")
class OptionWordsTest {
    private static final Option CIDR = new Option("cidr", true);
    private static final Option IPV6 = new Option("ipv6", false);

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {
        "--cidr=10.1.0.0/24                    | 10.1.0.0/24 | none",
        "-cidr 10.1.0.0/24 --ipv6              | 10.1.0.0/24 | true",
        "--ipv6 --ipv6=false                   | none        | false",
        "--ipv6 /bin/x                         | none        | true",
        "--cidr --ipv6                         | true        | true",
        "--cidrs=1 --no-ipv6 x--ipv6 --ipv6-x  | none        | none",
        "''                                    | none        | none",
    })
    void reads(String text, String cidr, String ipv6) {
        var words = new OptionWords(text);
        assertEquals(Optional.ofNullable(cidr), words.value(CIDR));
        assertEquals(Optional.ofNullable(ipv6), words.value(IPV6));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''                            | --cidr=1.0.0.0/8",
        "--debug                       | --debug --cidr=1.0.0.0/8",
        "--cidr 2.0.0.0/8  -p  1:2/tcp | --cidr=1.0.0.0/8  -p  1:2/tcp",
        "-p 1:2/tcp --cidr=2.0.0.0/8   | -p 1:2/tcp --cidr=1.0.0.0/8",
        "--cidr=2.0.0.0/8 a --cidr=3.0.0.0/8 b | a --cidr=1.0.0.0/8 b",
    })
    void sets(String before, String after) {
        var words = new OptionWords(before).with(CIDR, "1.0.0.0/8");
        assertEquals(after, words.text());
        assertEquals(words, words.with(CIDR, "1.0.0.0/8"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--ipv6                | ''",
        "--debug --ipv6=true   | --debug",
        "a --ipv6 --x=1 --ipv6 | a --x=1",
        "a  b                  | a  b",
    })
    void takesAway(String before, String after) {
        assertEquals(after, new OptionWords(before).without(IPV6).text());
    }

    @Test
    void aSwitchIsOneWordUnlessItIsOff() {
        assertEquals("--ipv6", new OptionWords("").with(IPV6, "true").text());
        assertEquals("--ipv6=false", new OptionWords("--ipv6").with(IPV6, "false").text());
    }

    @Test
    void refusesWhatWouldBeSeveralWords() {
        assertThrows(IllegalArgumentException.class, () -> new OptionWords("").with(CIDR, "1 2"));
        assertThrows(IllegalArgumentException.class, () -> new Option("--cidr", true));
    }

    @Test
    void anOptionThatIsSaidSeveralTimesLosesOnlyTheValueThatIsNamed() {
        var option = new Option("p", true);
        var words = new OptionWords("--debug  -p 1:1/tcp -p=2:2/tcp");
        assertEquals(List.of("1:1/tcp", "2:2/tcp"), words.values(option));
        assertEquals("--debug -p=2:2/tcp", words.without(option, "1:1/tcp").text());
        assertEquals(words, words.without(option, "3:3/tcp"));
        assertEquals("--debug  -p 1:1/tcp -p=2:2/tcp --p=3:3/tcp", words.and(option, "3:3/tcp").text());
        assertEquals("--p=3:3/tcp", new OptionWords(" ").and(option, "3:3/tcp").text());
    }
}
