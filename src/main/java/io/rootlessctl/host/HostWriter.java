package io.rootlessctl.host;

import io.rootlessctl.model.Account;
import io.rootlessctl.model.CertificateOrder;
import io.rootlessctl.model.DirectLaunch;
import io.rootlessctl.model.PackageSystem;
import io.rootlessctl.model.PortSpec;
import io.rootlessctl.model.ProcessId;
import io.rootlessctl.model.ProgramsOrder;
import io.rootlessctl.model.Step.Systemctl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Every effect there is, one method a {@link io.rootlessctl.model.Step}. Each throws an {@link IOException} whose
 * message begins with its subject, says what was found and, where there is one, what to do.
 *
 * <p>What takes an {@link Account} happens with that user's credentials.
 */
public interface HostWriter {

    /** Beside, mode before content, fsync, rename, fsync of the directory. */
    void writeFile(Path path, String content, int mode, Account as) throws IOException;

    void removeFile(Path path, Account as) throws IOException;

    /**
     * Lets dockerd, which has to be of version 23 or newer, check the text that is about to be written to the file. Nothing
     * of it stays.
     */
    void checkSettings(Path dockerd, Path file, String content, Account as) throws IOException;

    /** Removes what a write of this file has left beside it whose process was killed; no step, and mostly nothing to do. */
    void discardLeft(Path path, Account as) throws IOException;

    void makeDirectory(Path path, int mode, Account as) throws IOException;

    /** Does nothing when the directory is not empty. */
    void removeDirectory(Path path, Account as) throws IOException;

    /**
     * Removes a directory with all below it, as the user and in a user namespace that has the user's subordinate ids:
     * files in a data root belong to these. Does nothing when it is not there.
     */
    void purgeTree(Path path, Account as) throws IOException;

    void setMode(Path path, int mode, Account as) throws IOException;

    void setSysctl(String key, String value) throws IOException;

    void loadModule(String name) throws IOException;

    void unloadModule(String name) throws IOException;

    void loadProfile(Path file) throws IOException;

    void unloadProfile(Path file) throws IOException;

    /** Refuses a file that anybody but root could have put there or may change. */
    void setCapabilities(Path file, String capabilities) throws IOException;

    void hostSystemctl(Systemctl.Verb verb, String unit) throws IOException;

    void installPackages(PackageSystem system, List<String> names) throws IOException;

    void createUser(String name) throws IOException;

    void addSubIds(String user, long start, long count) throws IOException;

    void removeSubIds(String user, long start, long count) throws IOException;

    void setLinger(String user, boolean on) throws IOException;

    void systemctl(Systemctl.Verb verb, String unit, Account as) throws IOException;

    void startDirect(DirectLaunch launch, Account as) throws IOException;

    /**
     * SIGTERM, then waits; fails, and leaves the process running, when it is still there after {@code timeout}. What has not
     * come to a dockerd yet, and so holds nobody's containers, is killed after a shorter time.
     */
    void stopDirect(ProcessId process, Duration timeout, Account as) throws IOException;

    void signalReload(ProcessId process, Account as) throws IOException;

    /**
     * Makes keys and certificates, each file with its mode before it has any content, in a directory beside that takes the
     * place of the one there at once.
     */
    void issueCertificates(CertificateOrder order, Account as) throws IOException;

    /** @throws IOException when the former certificates are not those of the digest */
    void restoreCertificates(CertificateOrder order, String digest, Account as) throws IOException;

    void discardCertificates(CertificateOrder order, Account as) throws IOException;

    /**
     * Beside, each file with its mode before its content, and only when the archives' sums are right; then one link
     * switches all programs at once. Files of others are left, and one that is in the way is an error before anything is
     * switched.
     */
    void installPrograms(ProgramsOrder order, Account as) throws IOException;

    /** Does nothing about what is not there, and leaves what is not ours. */
    void removePrograms(ProgramsOrder order, Account as) throws IOException;

    /** Waits, for a short time only, for the API of a RootlessKit that has just been started. */
    void publishPort(PortSpec port, Account as) throws IOException;

    /** Does nothing when the port is not forwarded. */
    void unpublishPort(PortSpec port, Account as) throws IOException;

    /** One request as it is, and no step: for the commands that RootlessKit has too. */
    RootlessKitReply ask(RootlessKitRequest request, Account as);

    /** Waits until the Engine API answers on the socket. */
    void awaitReady(Path socket, Duration timeout, Account as) throws IOException;

    /** What is to be backed up there, or made there from a backup. */
    FileTree fileTree(Path root, Account as);

    /** Starts a container that is there; does nothing when it runs. */
    void startContainer(Path socket, String name, Account as) throws IOException;

    /**
     * Takes the lock that the file stands for.
     *
     * @throws IOException naming the holder when somebody else has it
     */
    HostLock lock(Path file, String holder, Account as) throws IOException;
}
