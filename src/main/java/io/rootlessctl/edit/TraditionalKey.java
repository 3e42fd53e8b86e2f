package io.rootlessctl.edit;

import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** {@code -----BEGIN RSA PRIVATE KEY-----} and {@code EC PRIVATE KEY}, as older tools write them; the JDK reads neither. */
final class TraditionalKey {
    private TraditionalKey() {}

    static PrivateKey parse(String text) throws MalformedTextException {
        try (var parser = new PEMParser(new StringReader(text))) {
            for (var found = parser.readObject(); found != null; found = parser.readObject()) {
                if (found instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        } catch (IOException e) {
            throw new MalformedTextException("found a private key that cannot be read");
        }
        throw new MalformedTextException("found no private key");
    }
}
