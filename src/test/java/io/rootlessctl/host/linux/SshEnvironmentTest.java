package io.rootlessctl.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("C4: what sshd puts into the environment of a command")
class SshEnvironmentTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "DOCKER_HOST=unix:///a, unix:///a",
        "DOCKER_HOST=\"unix:///a\", unix:///a",
        "DOCKER_HOST='unix:///a', unix:///a",
        "`  export DOCKER_HOST='unix:///a'  # ours`, unix:///a",
        "DOCKER_HOST='unix:///a, unix:///a",
        "DOCKER_HOST=unix:///'a', unix:///'a'"})
    void pamTakesQuotesOfBothKindsAway(String line, String value) {
        assertEquals(Map.of("DOCKER_HOST", value), SshEnvironment.pam("# comment\n" + line + "\nno variable\nA-B=c\n"));
    }

    @Test
    void inTheUsersOwnFileQuotesMeanNothing() {
        assertEquals(Map.of("A", "'b' # c", "D", ""), SshEnvironment.plain("# X=1\n A='b' # c\nD=\n=e\nf\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "yes, DOCKER_HOST, true", "no, DOCKER_HOST, false", "'LANG,DOCKER_*', DOCKER_HOST, true",
        "'LANG,LC_*', DOCKER_HOST, false", "'*,!DOCKER_*', DOCKER_HOST, false", "DOCKER_HOS?, DOCKER_HOST, true"})
    void patternsOfNamesMayBePermitted(String value, String name, boolean permitted) {
        assertEquals(permitted, SshEnvironment.permitted(value).test(name));
    }

    @Test
    void whatSshdSaysHasALineForEachVariable() {
        assertEquals(Map.of("usepam", List.of("yes"), "setenv", List.of("A=1", "B=two words")),
                SshdOptions.said("usepam yes\nsetenv A=1\nsetenv B=two words\n"));
    }

    @Test
    void itsFilesAreReadInItsOrderAndNotBelowAMatch(@TempDir Path directory) throws IOException {
        Files.createDirectory(directory.resolve("sshd_config.d"));
        Files.writeString(directory.resolve("sshd_config.d/b.conf"), "SetEnv A=later\nMatch User bob\nUsePAM maybe\n");
        Files.writeString(directory.resolve("sshd_config.d/a.conf"),
                "# SetEnv A=no\nsetenv A=first \"B=two words\" C=\"d e\"\n");
        Files.writeString(directory.resolve("sshd_config.d/c.other"), "UsePAM other\n");
        Files.writeString(directory.resolve("sshd_config"), "Include sshd_config.d/*.conf\nInclude sshd_config\n"
                + "SetEnv A=last\nUsePAM=yes\nMatch all\nPermitUserEnvironment yes\n");
        assertEquals(Map.of("setenv", List.of("A=first", "B=two words", "C=d e"), "usepam", List.of("yes")),
                SshdOptions.read(new LinuxHost(Map.of()), directory));
    }
}
