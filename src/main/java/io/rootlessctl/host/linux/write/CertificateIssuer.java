package io.rootlessctl.host.linux.write;

import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.edit.Pem;
import io.rootlessctl.model.CertificateOrder;
import io.rootlessctl.model.CertificateOrder.Part;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes keys (EC, P-256) and certificates, in memory. An authority lives ten years, what it issues one; an authority that
 * would end before what it issues gets a new certificate for its old key, so that clients that have the old one go on.
 */
public final class CertificateIssuer {
    static final Duration AUTHORITY_TERM = Duration.ofDays(3650);
    static final Duration TERM = Duration.ofDays(365);
    /** Clients' clocks may be behind. */
    private static final Duration BEFORE = Duration.ofHours(1);
    private static final String CURVE = "secp256r1";
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 127;

    private final Instant now;
    private final SecureRandom random = new SecureRandom();

    public CertificateIssuer(Instant now) {
        this.now = now;
    }

    private record Authority(X509Certificate certificate, PrivateKey key) {}

    /**
     * @param there the authority's files that are there; one that cannot be used is replaced by a new one
     * @return the text of every file
     */
    public Map<Part, String> issue(CertificateOrder order, Map<Part, String> there) throws IOException {
        try {
            var authority = usable(there).orElse(null);
            authority = authority == null ? founded(order) : prolonged(authority, order);
            var files = new EnumMap<Part, String>(Part.class);
            files.put(Part.AUTHORITY, pem(authority.certificate()));
            files.put(Part.AUTHORITY_KEY, pem(authority.key()));
            files.put(Part.CLIENT_AUTHORITY, pem(authority.certificate()));
            var server = pair();
            files.put(Part.SERVER, pem(issued(authority, server, "dockerd of " + order.holder(),
                    KeyPurposeId.id_kp_serverAuth, Optional.of(names(order)))));
            files.put(Part.SERVER_KEY, pem(server.getPrivate()));
            var client = pair();
            files.put(Part.CLIENT, pem(issued(authority, client, "client of " + order.holder(),
                    KeyPurposeId.id_kp_clientAuth, Optional.empty())));
            files.put(Part.CLIENT_KEY, pem(client.getPrivate()));
            return files;
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException(order.directory() + ": no certificates can be made: " + e.getMessage(), e);
        }
    }

    private Optional<Authority> usable(Map<Part, String> there) {
        try {
            var certificate = Pem.certificates(there.getOrDefault(Part.AUTHORITY, "")).getFirst();
            var key = Pem.key(there.getOrDefault(Part.AUTHORITY_KEY, ""));
            boolean good = certificate.getBasicConstraints() >= 0 && certificate.getNotAfter().toInstant().isAfter(now)
                    && Pem.match(certificate, key);
            return good ? Optional.of(new Authority(certificate, key)) : Optional.empty();
        } catch (MalformedTextException _) {
            // None is there, or what is there is none.
            return Optional.empty();
        }
    }

    private Authority founded(CertificateOrder order) throws GeneralSecurityException, IOException, OperatorCreationException {
        var pair = pair();
        return new Authority(authority(named("authority of " + order.holder()), pair), pair.getPrivate());
    }

    private Authority prolonged(Authority authority, CertificateOrder order)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        if (authority.certificate().getNotAfter().toInstant().isAfter(now.plus(TERM))) {
            return authority;
        }
        var pair = new KeyPair(authority.certificate().getPublicKey(), authority.key());
        var subject = authority.certificate().getSubjectX500Principal();
        return new Authority(authority(X500Name.getInstance(subject.getEncoded()), pair), authority.key());
    }

    private X509Certificate authority(X500Name name, KeyPair pair)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        var principal = new X500Principal(name.getEncoded());
        var builder = builder(principal, principal, pair, AUTHORITY_TERM);
        var extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(pair.getPublic()));
        return signed(builder, pair.getPrivate());
    }

    private X509Certificate issued(
            Authority authority, KeyPair pair, String name, KeyPurposeId use, Optional<GeneralNames> names)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        var subject = new X500Principal(named(name).getEncoded());
        var builder = builder(authority.certificate().getSubjectX500Principal(), subject, pair, TERM);
        var extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use));
        builder.addExtension(Extension.authorityKeyIdentifier, false,
                extensions.createAuthorityKeyIdentifier(authority.certificate().getPublicKey()));
        if (names.isPresent()) {
            builder.addExtension(Extension.subjectAlternativeName, false, names.get());
        }
        return signed(builder, authority.key());
    }

    private X509v3CertificateBuilder builder(X500Principal issuer, X500Principal subject, KeyPair pair, Duration term) {
        var serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
        return new JcaX509v3CertificateBuilder(issuer, serial, Date.from(now.minus(BEFORE)), Date.from(now.plus(term)),
                subject, pair.getPublic());
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter().getCertificate(
                builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    }

    /** Not parsed: a user's name may hold what means something in a distinguished name's text. */
    private static X500Name named(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    }

    private static GeneralNames names(CertificateOrder order) {
        return new GeneralNames(order.names().stream().map(name -> new GeneralName(
                name.indexOf(':') >= 0 || name.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private KeyPair pair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE), random);
        return generator.generateKeyPair();
    }

    private static String pem(X509Certificate certificate) throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                + "\n-----END " + what + "-----\n";
    }
}
