package io.rootlessctl.host.linux.write;

import io.rootlessctl.host.linux.FileLook;
import java.io.IOException;
import java.util.concurrent.Callable;

/** Failures that begin with their subject. */
final class Failure {
    private Failure() {}

    /** The result of {@code work}, whose exceptions' messages are put behind the subject. */
    static <T> T about(Object subject, Callable<T> work) throws IOException {
        try {
            return work.call();
        } catch (IOException problem) {
            throw of(subject, problem);
        } catch (RuntimeException problem) {
            throw problem;
        } catch (Exception problem) {
            throw new IOException(subject + ": " + problem.getMessage(), problem);
        }
    }

    private static IOException of(Object subject, IOException problem) {
        var reason = FileLook.reason(problem);
        return reason.startsWith(subject + ": ") ? problem : new IOException(subject + ": " + reason, problem);
    }
}
