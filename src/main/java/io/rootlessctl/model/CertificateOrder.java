package io.rootlessctl.model;

import java.nio.file.Path;
import java.util.List;

/**
 * Certificates for mutual TLS that belong together, all in one directory that is nobody's but the owner's: an authority,
 * a server's, and a client's with which {@code docker --tlsverify} works as it is. The order holds no secret; keys come
 * into being where it is carried out, and stay there.
 *
 * @param holder whose the daemon is, for the names in the certificates: {@code alice on host1}
 * @param names what clients may call the server, host names and IP addresses
 */
public record CertificateOrder(Path directory, String holder, List<String> names) {
    /** A file of the directory, by its name relative to it. */
    public enum Part {
        AUTHORITY("ca.pem", false), AUTHORITY_KEY("ca-key.pem", true), SERVER("server.pem", false),
        SERVER_KEY("server-key.pem", true), CLIENT_AUTHORITY("client/ca.pem", false), CLIENT("client/cert.pem", false),
        CLIENT_KEY("client/key.pem", true);

        private final String file;
        private final boolean secret;

        Part(String file, boolean secret) {
            this.file = file;
            this.secret = secret;
        }

        public String file() {
            return file;
        }

        public boolean secret() {
            return secret;
        }

        /** Permission bits. */
        public int mode() {
            return secret ? 0600 : 0644;
        }
    }

    /** What tells a set of certificates from another. */
    public static final List<Part> PUBLIC = List.of(Part.AUTHORITY, Part.SERVER, Part.CLIENT);

    public CertificateOrder {
        names = List.copyOf(names);
    }

    public Path at(Part part) {
        return directory.resolve(part.file());
    }

    /** The directory to give to a docker client as DOCKER_CERT_PATH. */
    public Path bundle() {
        return directory.resolve("client");
    }

    /** Where the certificates stay that these replace, until they are replaced themselves. */
    public Path former() {
        return directory.resolveSibling(directory.getFileName() + ".former");
    }

    /** The same order for another directory. */
    public CertificateOrder in(Path other) {
        return new CertificateOrder(other, holder, names);
    }

    /** The same order for other names. */
    public CertificateOrder named(List<String> others) {
        return new CertificateOrder(directory, holder, others);
    }

    /** What tells certificates from others, in hexadecimal digits; a certificate is of one key only. */
    public static String digest(List<String> certificates) {
        return Sha256.of(String.join("", certificates));
    }
}
