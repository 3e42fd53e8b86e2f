package io.rootlessctl.host.linux;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hc.core5.http.HttpStatus;

/**
 * What a daemon answers in JSON, as values of ours. The tree of a bounded answer may still take tens of megabytes, and
 * several users' daemons are asked at the same time: only one tree exists at any moment. Nobody is waited for meanwhile,
 * for the whole answer has been read before.
 */
record AnswerTree(UnixHttp http) {
    private static final ReentrantLock ONE_TREE = new ReentrantLock();

    /** What is kept of an answer, which is not to be any part of its tree. */
    interface Shape<T> {
        T of(JsonNode answer) throws MalformedAnswer;
    }

    /** The JSON of an answer 200. */
    <T> T json(String path, Shape<T> shape) throws IOException {
        return found(path, shape).orElseThrow(() -> new MalformedAnswer(path + ": found status 404, expected 200"));
    }

    /** Empty when the answer is 404. */
    <T> Optional<T> found(String path, Shape<T> shape) throws IOException {
        var answer = http.get(path);
        if (answer.status() == HttpStatus.SC_NOT_FOUND) {
            return Optional.empty();
        }
        if (!answer.succeeded()) {
            throw new MalformedAnswer(path + ": found status " + answer.status() + ", expected 200");
        }
        return Optional.of(shaped(path, answer.body(), shape));
    }

    static <T> T shaped(String path, byte[] body, Shape<T> shape) throws MalformedAnswer {
        ONE_TREE.lock();
        try {
            return shape.of(UnixHttp.parse(path, body));
        } finally {
            ONE_TREE.unlock();
        }
    }
}
