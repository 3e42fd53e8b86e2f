package io.rootlessctl.plan;

import io.rootlessctl.model.Address;
import io.rootlessctl.model.Finding;
import java.util.List;

/**
 * What is wrong with a host and its users' Docker.
 *
 * @param findings what is wrong before what could be better, and of each the most fundamental first: what comes later
 *     may be mended with what comes before
 * @param follows addresses that are only held back by what is wrong
 */
public record Diagnosis(List<Finding> findings, List<Address> follows) {
    public Diagnosis {
        findings = List.copyOf(findings);
        follows = List.copyOf(follows);
    }

    public boolean healthy() {
        return findings.stream().noneMatch(Finding::wrong);
    }
}
