package io.rootlessctl.resource;

import io.rootlessctl.host.HostView;
import io.rootlessctl.host.Kernel;
import io.rootlessctl.manifest.Settings.StorageDriver;
import io.rootlessctl.model.Account;
import java.nio.file.Path;
import java.util.Optional;

/** Which storage drivers this kernel and the data root's file system allow in a user namespace. */
final class StorageRules {
    private StorageRules() {}

    /** Why the driver cannot be had here; empty when nothing speaks against it. */
    static Optional<String> objection(StorageDriver driver, Path dataRoot, Account account, HostView host) {
        var kernel = host.kernel();
        var fileSystem = host.fileSystem(dataRoot, account).found().orElse("");
        return switch (driver) {
            case OVERLAY2 -> overlay2(kernel, fileSystem, dataRoot, host);
            case FUSE_OVERLAYFS -> kernel.atLeast(4, 18) ? Optional.empty()
                    : Optional.of("fuse-overlayfs needs kernel 4.18 or newer, this is " + kernel.release()
                            + "; declare storage.driver = \"vfs\"");
            case BTRFS -> fileSystem.equals("btrfs") ? Optional.empty()
                    : Optional.of("btrfs needs the data root on btrfs, " + dataRoot + " is on " + fileSystem
                            + "; declare storage.driver = \"overlay2\"");
            case VFS -> Optional.empty();
        };
    }

    /** Whether overlay file systems can be mounted in a user namespace; Ubuntu's kernels could long before 5.11. */
    static boolean overlay(HostView host) {
        return host.kernel().atLeast(5, 11)
                || host.osRelease().found().filter(release -> release.id().equals("ubuntu")).isPresent();
    }

    private static Optional<String> overlay2(Kernel kernel, String fileSystem, Path dataRoot, HostView host) {
        if (!overlay(host)) {
            return Optional.of("overlay2 in a user namespace needs kernel 5.11 or newer, this is " + kernel.release()
                    + "; declare storage.driver = \"fuse-overlayfs\"");
        }
        return fileSystem.equals("overlay")
                ? Optional.of("overlay2 cannot keep its layers on another overlay, and " + dataRoot + " is on one; "
                        + "declare storage.driver = \"fuse-overlayfs\" or \"vfs\", or a data-root elsewhere")
                : Optional.empty();
    }
}
