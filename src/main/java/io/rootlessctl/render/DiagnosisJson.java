package io.rootlessctl.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rootlessctl.model.Address;
import io.rootlessctl.model.Finding;
import io.rootlessctl.model.Secrets;
import io.rootlessctl.plan.Diagnosis;

/** What the doctor found as one JSON object, after schema/doctor.schema.json; what is not there is null. */
public final class DiagnosisJson {
    private DiagnosisJson() {}

    public static String render(Diagnosis diagnosis) {
        var document = JsonNodeFactory.instance.objectNode().put("formatVersion", PlanJson.FORMAT_VERSION)
                .put("healthy", diagnosis.healthy());
        var findings = document.putArray("findings");
        diagnosis.findings().forEach(finding -> findings.add(finding(finding)));
        PlanJson.addAll(document.putArray("follows"), diagnosis.follows().stream().map(Address::toString).toList());
        return PlanJson.text(document);
    }

    private static ObjectNode finding(Finding finding) {
        var node = PlanJson.putScope(JsonNodeFactory.instance.objectNode()
                .put("severity", finding.severity().toString()).put("code", finding.code())
                .put("cause", finding.cause().orElse(null)).put("kind", finding.kind()),
                finding.scope());
        node.put("what", Secrets.masked(finding.what())).put("why", Secrets.masked(finding.why()));
        var diffs = node.putArray("diff");
        finding.diff().forEach(diff -> diffs.add(PlanJson.diff(diff)));
        PlanJson.addAll(node.putArray("log"), finding.log().stream().map(Secrets::masked).toList());
        PlanJson.addAll(node.putArray("asRoot"), finding.mend().asRoot());
        PlanJson.addAll(node.putArray("asUser"), finding.mend().asUser());
        return node.put("key", finding.mend().key().orElse(null)).put("byApply", finding.mend().byApply().toString());
    }
}
