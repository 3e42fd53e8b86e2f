package io.rootlessctl.plan;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A defect of rootlessctl that shows at work: it ends what it is about and nothing else, and is to be reported. */
public final class Defect {
    private static final Logger LOG = LoggerFactory.getLogger(Defect.class);

    private Defect() {}

    /**
     * What went wrong, as a result says it. Of a defect that is no explanation, so where it comes from is logged.
     *
     * @param at what was being done, or to what
     */
    public static String told(Object at, Exception problem) {
        if (problem instanceof RuntimeException) {
            LOG.debug("{}", at, problem);
            return "this is a defect of rootlessctl, please report it: " + problem;
        }
        return problem.getMessage() == null ? problem.toString() : problem.getMessage();
    }
}
