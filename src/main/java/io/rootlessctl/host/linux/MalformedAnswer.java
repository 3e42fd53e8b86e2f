package io.rootlessctl.host.linux;

import java.io.IOException;

/** An answer that was read whole and cannot be what it should be; the message says where. */
final class MalformedAnswer extends IOException {
    private static final long serialVersionUID = 1;

    MalformedAnswer(String message) {
        super(message);
    }
}
