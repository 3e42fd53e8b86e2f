package io.rootlessctl.edit;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Certificates and private keys in their text form, as dockerd reads them. No message here holds any of a key. */
public final class Pem {
    private static final Pattern KEY =
            Pattern.compile("(?s)-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----(.+?)-----END \\1-----");
    private static final Pattern BEGINNING = Pattern.compile("-----BEGIN (?!EC PARAMETERS)([A-Z ]+)-----");
    /** How to sign with a key of each kind, to see whether a certificate is of it. */
    private static final Map<String, String> SIGNING =
            Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");
    private static final byte[] PROBE = "the same key?".getBytes(StandardCharsets.US_ASCII);

    private Pem() {}

    /** At least one; the one for the server first, then those in between. */
    public static List<X509Certificate> certificates(String text) throws MalformedTextException {
        try {
            var found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            if (found.isEmpty()) {
                throw new MalformedTextException("found no certificate, expected -----BEGIN CERTIFICATE-----");
            }
            return found.stream().map(X509Certificate.class::cast).toList();
        } catch (CertificateException e) {
            throw new MalformedTextException("found no certificate that can be read, expected PEM");
        }
    }

    public static PrivateKey key(String text) throws MalformedTextException {
        var match = KEY.matcher(text);
        if (!match.find()) {
            var beginning = BEGINNING.matcher(text);
            throw new MalformedTextException("found " + (beginning.find() ? beginning.group(1) : "no PEM")
                    + ", expected -----BEGIN PRIVATE KEY-----");
        }
        if (match.group(1).startsWith("ENCRYPTED") || match.group(2).contains("Proc-Type")) {
            throw new MalformedTextException("found an encrypted key, and dockerd cannot ask for its passphrase; decrypt it");
        }
        return match.group(1).equals("PRIVATE KEY") ? pkcs8(match.group(2)) : TraditionalKey.parse(text);
    }

    private static PrivateKey pkcs8(String base64) throws MalformedTextException {
        try {
            var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
            for (var algorithm : SIGNING.keySet()) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(spec);
                } catch (GeneralSecurityException _) {
                    // Of another kind; the bytes tell which, and only their reader knows how.
                    continue;
                }
            }
        } catch (IllegalArgumentException _) {
            throw new MalformedTextException("found a private key that is no Base64");
        }
        throw new MalformedTextException("found a private key that is neither RSA nor EC nor Ed25519");
    }

    /** Whether the certificate is of this key: told by a signature, for only the key can make one. */
    public static boolean match(X509Certificate certificate, PrivateKey key) {
        var algorithm = SIGNING.get(key.getAlgorithm());
        if (algorithm == null) {
            return false;
        }
        try {
            var signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(PROBE);
            var signed = signing.sign();
            var verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certificate.getPublicKey());
            verifying.update(PROBE);
            return verifying.verify(signed);
        } catch (GeneralSecurityException _) {
            // A certificate of another kind of key.
            return false;
        }
    }
}
