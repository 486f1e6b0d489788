package sealstead.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import sealstead.s3.DirectoryName;
import sealstead.s3.operation.listing.UrlEncoding;
import sealstead.xml.XmlElement;

/// Calls a function for each object. The functions are addresses that the operator has named in the configuration
/// ([Functions]); a request can choose one of them and add none.
///
/// @param version of the invocation schema, 1.0 or 2.0
/// @param arguments what the function gets with every call, in schema 2.0
record LambdaInvoke(String functionArn, String version, Map<String, String> arguments, Functions functions)
        implements TaskOperation {
    static final String NAME = "LambdaInvoke";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ARN = Pattern.compile(
            "arn:aws:lambda:[a-z]{2}(?:-[a-z]+)+-[0-9]:([0-9]{12}):function:([a-zA-Z0-9-_]+)(?::(?:\\$LATEST|[a-zA-Z0-9-_]+))?");

    LambdaInvoke {
        arguments = Map.copyOf(arguments);
    }

    static LambdaInvoke read(XmlElement element, String account, Functions functions) {
        var invoke = Members.of(element, "FunctionArn", "InvocationSchemaVersion", "UserArguments");
        var arn = invoke.neededText("FunctionArn", 1024);
        var version = invoke.text("InvocationSchemaVersion", 64).orElse("1.0");
        if (!version.equals("1.0") && !version.equals("2.0")) {
            throw Members.invalid("InvocationSchemaVersion");
        }
        var arguments = invoke.map("UserArguments", 10, 64, 1024);
        if (!arguments.isEmpty() && version.equals("1.0")) {
            throw BatchError.BAD_REQUEST.saying("UserArguments need the InvocationSchemaVersion 2.0.");
        }
        var parts = ARN.matcher(arn);
        if (!parts.matches() || !parts.group(1).equals(account)) {
            throw Members.invalid("FunctionArn");
        }
        if (!functions.has(account, parts.group(2))) {
            throw BatchError.BAD_REQUEST.saying("There is no function of the name " + parts.group(2) + ".");
        }
        return new LambdaInvoke(arn, version, arguments, functions);
    }

    @Override
    public TaskResult perform(Task task, RoleCalls role) throws IOException, InterruptedException {
        if (!role.may("lambda:InvokeFunction", functionArn)) {
            return TaskResult.failed(
                    403, "AccessDenied", "The role may not perform lambda:InvokeFunction on " + functionArn);
        }
        if (version.equals("1.0") && DirectoryName.is(task.bucket())) {
            return TaskResult.failed(
                    400, "InvalidRequest", "Objects in directory buckets need the InvocationSchemaVersion 2.0.");
        }
        var taskId = UUID.nameUUIDFromBytes((role.job().arn() + "\n" + task.key() + "\n" + task.versionId())
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
        var call =
                JSON.createObjectNode().put("invocationSchemaVersion", version).put("invocationId", taskId);
        var job = call.putObject("job").put("id", role.job().id());
        var told =
                call.putArray("tasks").addObject().put("taskId", taskId).put("s3Key", UrlEncoding.encode(task.key()));
        told.put("s3VersionId", task.versionId().isEmpty() ? null : task.versionId());
        if (version.equals("2.0")) {
            var given = job.putObject("userArguments");
            arguments.forEach(given::put);
            told.put("s3Bucket", task.bucket());
        } else {
            told.put("s3BucketArn", "arn:aws:s3:::" + task.bucket());
        }
        var name = functionArn.split(":", 8)[6];
        var answer = functions.call(role.job().account(), name, taskId, JSON.writeValueAsBytes(call));
        return result(answer, taskId);
    }

    private static TaskResult result(Functions.Answer answer, String taskId) {
        if (answer.status() / 100 != 2) {
            return TaskResult.failed(answer.status(), "LambdaInvocationFailed", "The function did not answer.");
        }
        try {
            var document = JSON.readTree(answer.body().readOnlyArray());
            for (var result : document.path("results")) {
                if (result.path("taskId").asText().equals(taskId)) {
                    return named(
                            result.path("resultCode").asText(),
                            result.path("resultString").asText());
                }
            }
            // The function says itself what a task is that it gives no result for.
            return named(
                    document.path("treatMissingKeysAs").asText(), "The function's answer has no result for the task.");
        } catch (IOException notJson) {
            return TaskResult.failed(200, "PermanentFailure", "The function's answer is not JSON.");
        }
    }

    private static TaskResult named(String code, String text) {
        return switch (code) {
            case "Succeeded" -> TaskResult.well(text);
            case "TemporaryFailure" -> TaskResult.failed(503, code, text);
            default -> TaskResult.failed(200, "PermanentFailure", text);
        };
    }
}
