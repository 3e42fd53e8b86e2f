package io.rootlessctl.host.linux.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.edit.Pem;
import io.rootlessctl.host.linux.LinuxHost;
import io.rootlessctl.host.linux.Rights;
import io.rootlessctl.model.Account;
import io.rootlessctl.model.CertificateOrder;
import io.rootlessctl.model.CertificateOrder.Part;
import io.rootlessctl.resource.CertificateLook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("C3 I4: keys and certificates, as the user they belong to")
class CertificateFilesTest {
    private final LinuxHost host = new LinuxHost(Map.of());
    private final LinuxHostWriter writer = new LinuxHostWriter(host);
    private Account user;
    private Path home;
    private CertificateOrder order;

    @BeforeEach
    void prepare() throws IOException {
        user = host.root() ? Rights.nobody(host) : host.caller();
        home = Rights.home(user);
        order = new CertificateOrder(home.resolve("tls"), "a, CN=b \"c\" on host1",
                List.of("127.0.0.1", "::1", "docker.example.org"));
    }

    @AfterEach
    void clean() throws IOException {
        Rights.remove(home);
    }

    @Test
    void eachFileHasItsModeAndOwner() throws IOException {
        writer.issueCertificates(order, user);
        assertEquals(0700, host.status(order.directory(), user).found().orElseThrow().mode());
        for (var part : Part.values()) {
            var status = host.status(order.at(part), user).found().orElseThrow();
            assertEquals(part.mode(), status.mode(), part.file());
            assertEquals(user.uid(), status.uid(), part.file());
        }
    }

    @Test
    void theCertificatesAreForTheNamesAndTheirUses() throws Exception {
        writer.issueCertificates(order, user);
        var server = certificate(Part.SERVER);
        assertEquals(List.of("127.0.0.1", "0:0:0:0:0:0:0:1", "docker.example.org"),
                server.getSubjectAlternativeNames().stream().map(name -> name.get(1)).toList());
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), server.getExtendedKeyUsage());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), certificate(Part.CLIENT).getExtendedKeyUsage());
        assertEquals(0, certificate(Part.AUTHORITY).getBasicConstraints());
        assertTrue(server.getSubjectX500Principal().getName().contains("\\, CN\\=b"), server.getSubjectX500Principal()::getName);
        for (var pair : Map.of(Part.SERVER, Part.SERVER_KEY, Part.CLIENT, Part.CLIENT_KEY, Part.AUTHORITY, Part.AUTHORITY_KEY)
                .entrySet()) {
            certificate(pair.getKey()).verify(certificate(Part.AUTHORITY).getPublicKey());
            assertTrue(Pem.match(certificate(pair.getKey()), Pem.key(text(pair.getValue()))), pair.getKey().file());
        }
        assertEquals(text(Part.AUTHORITY), text(Part.CLIENT_AUTHORITY));
    }

    @Test
    void aRenewalKeepsTheAuthorityAndTheFormerFiles() throws IOException {
        writer.issueCertificates(order, user);
        var authority = text(Part.AUTHORITY);
        var server = text(Part.SERVER);
        var digest = CertificateLook.digest(order, host, user).orElseThrow();
        writer.issueCertificates(order, user);
        assertEquals(authority, text(Part.AUTHORITY));
        assertNotEquals(server, text(Part.SERVER));
        assertEquals(List.of("tls", "tls.former"), names());
        writer.restoreCertificates(order, digest, user);
        assertEquals(server, text(Part.SERVER));
        assertEquals(List.of("tls"), names());
        writer.restoreCertificates(order, digest, user);
        assertEquals(server, text(Part.SERVER));
    }

    @Test
    @DisplayName("O4: keys that an issue has left that was killed go when it is taken back, and when all goes")
    void noKeysOfAnIssueThatWasKilled() throws IOException {
        writer.issueCertificates(order, user);
        var digest = CertificateLook.digest(order, host, user).orElseThrow();
        var beside = order.directory().resolveSibling(".tls.new");
        for (boolean all : List.of(false, true)) {
            writer.makeDirectory(beside, 0700, user);
            writer.writeFile(beside.resolve(Part.SERVER_KEY.file()), "half a key", 0600, user);
            if (all) {
                writer.discardCertificates(order, user);
            } else {
                writer.restoreCertificates(order, digest, user);
            }
            assertFalse(Files.exists(beside), beside::toString);
        }
        assertEquals(List.of(), names());
    }

    @Test
    void whatIsNotKeptAnyMoreIsNotRestored() throws IOException {
        writer.issueCertificates(order, user);
        var digest = CertificateLook.digest(order, host, user).orElseThrow();
        writer.issueCertificates(order, user);
        writer.issueCertificates(order, user);
        var now = text(Part.SERVER);
        var thrown = assertThrows(IOException.class, () -> writer.restoreCertificates(order, digest, user));
        assertTrue(thrown.getMessage().contains("not kept any more"), thrown::getMessage);
        assertEquals(now, text(Part.SERVER));
    }

    @Test
    void aRenewalThatWasCutOffBetweenItsRenamesGoesOnWithTheFormerAuthority() throws IOException {
        writer.issueCertificates(order, user);
        var authority = text(Part.AUTHORITY);
        Files.move(order.directory(), order.former());
        writer.issueCertificates(order, user);
        assertEquals(authority, text(Part.AUTHORITY));
    }

    @Test
    void discardingLeavesNothingButWhatOthersHavePutThere() throws IOException {
        writer.issueCertificates(order, user);
        writer.issueCertificates(order, user);
        writer.discardCertificates(order, user);
        assertEquals(List.of(), names());
        writer.issueCertificates(order, user);
        writer.writeFile(order.directory().resolve("mine"), "", 0600, user);
        writer.discardCertificates(order, user);
        assertEquals(List.of("mine"), list(order.directory()));
        assertFalse(Files.exists(order.bundle()));
    }

    @Test
    void whatOthersHavePutThereStaysThroughEveryRenewal() throws IOException {
        writer.issueCertificates(order, user);
        strayEntries();
        for (int i = 0; i < 3; i++) {
            writer.issueCertificates(order, user);
            assertStrayEntries();
            assertEquals(List.of("tls", "tls.former"), names());
        }
    }

    @Test
    void whatOthersHavePutThereStaysWhenARenewalIsTakenBack() throws IOException {
        writer.issueCertificates(order, user);
        var server = text(Part.SERVER);
        var digest = CertificateLook.digest(order, host, user).orElseThrow();
        strayEntries();
        writer.issueCertificates(order, user);
        writer.restoreCertificates(order, digest, user);
        assertEquals(server, text(Part.SERVER));
        assertStrayEntries();
        assertEquals(List.of("tls"), names());
        writer.issueCertificates(order, user);
        assertStrayEntries();
    }

    @Test
    void whatOthersHaveInTheFormerDirectoryIsNotInTheWay() throws IOException {
        writer.issueCertificates(order, user);
        strayEntries();
        Files.move(order.directory(), order.former());
        writer.issueCertificates(order, user);
        assertStrayEntries();
        writer.writeFile(order.former().resolve("ca.srl"), "02", 0600, user);
        writer.issueCertificates(order, user);
        assertStrayEntries();
        assertEquals("02", host.text(order.directory().resolve("ca.srl.1"), user).found().orElseThrow().content());
    }

    @Test
    @DisplayName("C3 I4: nor is another user's directory, which only that user can move elsewhere")
    void anotherUsersDirectoryIsKeptBeside() throws IOException {
        Rights.needRoot(host);
        writer.issueCertificates(order, user);
        var digest = CertificateLook.digest(order, host, user).orElseThrow();
        Files.createDirectory(order.directory().resolve("roots"));
        writer.issueCertificates(order, user);
        writer.issueCertificates(order, user);
        assertEquals(List.of("tls", "tls.former", "tls.former.1"), names());
        assertEquals(List.of("roots"), list(home.resolve("tls.former.1")));
        assertNotEquals(digest, CertificateLook.digest(order, host, user).orElseThrow());
    }

    /** As {@code openssl x509 -CAcreateserial} leaves it, and a second client's. */
    private void strayEntries() throws IOException {
        writer.writeFile(order.directory().resolve("ca.srl"), "01", 0600, user);
        writer.makeDirectory(order.directory().resolve("bob"), 0700, user);
        writer.writeFile(order.directory().resolve("bob/key.pem"), "bob's", 0600, user);
        writer.writeFile(order.bundle().resolve("note"), "mine", 0600, user);
    }

    private void assertStrayEntries() {
        for (var entry : Map.of("ca.srl", "01", "bob/key.pem", "bob's", "client/note", "mine").entrySet()) {
            assertEquals(entry.getValue(),
                    host.text(order.directory().resolve(entry.getKey()), user).found().orElseThrow().content());
        }
    }

    @Test
    void aLinkInThePlaceOfTheDirectoryIsRefused() throws IOException {
        var elsewhere = home.resolve("elsewhere");
        writer.makeDirectory(elsewhere, 0700, user);
        Files.createSymbolicLink(order.directory(), elsewhere);
        assertThrows(IOException.class, () -> writer.issueCertificates(order, user));
        assertEquals(List.of(), list(elsewhere));
    }

    @Test
    void anAuthorityThatEndsBeforeWhatItIssuesIsProlongedWithItsKey() throws IOException, MalformedTextException {
        var start = Instant.parse("2026-01-01T00:00:00Z");
        var first = new CertificateIssuer(start).issue(order, Map.of());
        var later = start.plus(CertificateIssuer.AUTHORITY_TERM).minus(Duration.ofDays(300));
        var second = new CertificateIssuer(later).issue(order, first);
        assertEquals(first.get(Part.AUTHORITY_KEY), second.get(Part.AUTHORITY_KEY));
        assertNotEquals(first.get(Part.AUTHORITY), second.get(Part.AUTHORITY));
        var old = Pem.certificates(first.get(Part.AUTHORITY)).getFirst();
        var renewed = Pem.certificates(second.get(Part.AUTHORITY)).getFirst();
        assertEquals(old.getSubjectX500Principal(), renewed.getSubjectX500Principal());
        assertTrue(renewed.getNotAfter().toInstant().isAfter(later.plus(CertificateIssuer.TERM)));
        assertEquals(old.getPublicKey(), renewed.getPublicKey());
        var third = new CertificateIssuer(later.plus(Duration.ofDays(400))).issue(order, first);
        assertNotEquals(first.get(Part.AUTHORITY_KEY), third.get(Part.AUTHORITY_KEY));
    }

    private X509Certificate certificate(Part part) throws IOException, GeneralSecurityException {
        try {
            return Pem.certificates(text(part)).getFirst();
        } catch (MalformedTextException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private String text(Part part) {
        return host.text(order.at(part), user).found().orElseThrow().content();
    }

    private List<String> names() {
        return list(home);
    }

    private List<String> list(Path directory) {
        return host.list(directory, user).found().orElseThrow().stream()
                .map(path -> path.getFileName().toString()).toList();
    }
}
