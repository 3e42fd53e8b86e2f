package io.rootlessctl.render.report;

import java.io.IOException;

/** A text that is no plan or status of rootlessctl: what was found where, and what was expected. */
public final class NotAReportException extends IOException {
    private static final long serialVersionUID = 1;

    NotAReportException(String problem) {
        super(problem);
    }
}
