package io.rootlessctl.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rootlessctl.resource.ClientEnvironment;

/** What a docker client needs in its environment as one JSON object, after schema/env.schema.json. */
public final class EnvJson {
    private EnvJson() {}

    public static String render(String user, ClientEnvironment environment) {
        var document = JsonNodeFactory.instance.objectNode()
                .put("formatVersion", PlanJson.FORMAT_VERSION).put("user", user);
        document.putObject("variables").put("DOCKER_HOST", environment.dockerHost());
        var path = document.putArray("path");
        environment.programs().ifPresent(directory -> path.add(directory.toString()));
        return PlanJson.text(document);
    }
}
