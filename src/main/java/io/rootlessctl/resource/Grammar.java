package io.rootlessctl.resource;

import io.rootlessctl.edit.MalformedTextException;
import io.rootlessctl.host.FileText;
import io.rootlessctl.model.Observation;
import java.nio.file.Path;

/** How a file's whole text is understood; what is not understood is never taken for absent or empty. */
interface Grammar<T> {
    T parse(String text) throws MalformedTextException;

    default Observation<T> read(Path path, Observation<FileText> file) {
        return file.flatMap(text -> {
            try {
                return Observation.present(parse(text.content()));
            } catch (MalformedTextException problem) {
                return new Observation.Malformed<>(path.toString(), problem.getMessage());
            }
        });
    }
}
