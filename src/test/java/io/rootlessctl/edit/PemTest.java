package io.rootlessctl.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("C3: certificates and keys as openssl writes them")
class PemTest {
    private static final Path FILES = Path.of("src/test/resources/observed/pem");

    @ParameterizedTest
    @CsvSource({"ec, ec", "ec-traditional, ec", "rsa, rsa", "rsa-traditional, rsa", "ed25519, ed25519"})
    void aKeyIsOfItsOwnCertificateAndOfNoOther(String key, String owner) throws IOException, MalformedTextException {
        var secret = Pem.key(text(key));
        for (var kind : List.of("ec", "rsa", "ed25519")) {
            var certificate = Pem.certificates(text(kind + "-certificate")).getFirst();
            assertEquals(kind.equals(owner), Pem.match(certificate, secret), kind);
        }
    }

    @Test
    void certificatesOfOneFileKeepTheirOrder() throws IOException, MalformedTextException {
        var names = Pem.certificates(text("two-certificates")).stream()
                .map(certificate -> certificate.getSubjectX500Principal().getName()).toList();
        assertEquals(List.of("CN=ec", "CN=rsa"), names);
    }

    @ParameterizedTest
    @CsvSource({"encrypted, encrypted key", "encrypted-traditional, encrypted key",
        "ec-certificate, found CERTIFICATE"})
    void whatIsNoKeyForDockerdIsNamed(String file, String problem) throws IOException {
        var text = text(file);
        var thrown = assertThrows(MalformedTextException.class, () -> Pem.key(text));
        assertTrue(thrown.getMessage().contains(problem), thrown::getMessage);
    }

    @ParameterizedTest
    @CsvSource({"''", "hello", "'-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----'",
        "'-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'",
        "'-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----'"})
    void brokenTextIsRefusedAndNotShown(String text) {
        var key = assertThrows(MalformedTextException.class, () -> Pem.key(text));
        assertFalse(key.getMessage().contains("AAAA"), key::getMessage);
        assertThrows(MalformedTextException.class, () -> Pem.certificates(text));
    }

    private static String text(String name) throws IOException {
        return Files.readString(FILES.resolve(name + ".pem"));
    }
}
