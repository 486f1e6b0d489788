package sealstead.batch;

import java.io.IOException;
import java.util.Map;

/// What a job does to each object. One file each, named as in AWS's model.
interface TaskOperation {
    TaskResult perform(Task task, RoleCalls role) throws IOException, InterruptedException;

    /// The version that a task names, as a parameter of a query.
    static Map<String, String> version(Task task) {
        return task.versionId().isEmpty() ? Map.of() : Map.of("versionId", task.versionId());
    }

    /// A subresource of the version that a task names.
    static Map<String, String> subresource(String name, Task task) {
        return task.versionId().isEmpty() ? Map.of(name, "") : Map.of(name, "", "versionId", task.versionId());
    }
}
