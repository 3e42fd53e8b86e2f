package io.rootlessctl.host;

import java.util.List;

/**
 * /etc/os-release.
 *
 * @param id {@code debian}
 * @param versionId {@code 12}; empty on rolling distributions
 * @param idLike the distributions it derives from, nearest first
 * @param codename of the release that its packages come from, {@code noble} of Ubuntu on Linux Mint 22; may be empty
 * @param prettyName {@code Debian GNU/Linux 12 (bookworm)}
 */
public record OsRelease(String id, String versionId, List<String> idLike, String codename, String prettyName) {
    public OsRelease {
        idLike = List.copyOf(idLike);
    }
}
