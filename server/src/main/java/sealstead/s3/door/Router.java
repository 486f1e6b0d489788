package sealstead.s3.door;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import sealstead.auth.EffectiveRequest;
import sealstead.s3.S3Error;
import sealstead.s3.S3Operation;
import sealstead.s3.S3Operation.Level;
import sealstead.s3.S3Operation.Method;
import sealstead.wire.Clipped;
import sealstead.wire.Headers;
import sealstead.wire.Query;

/// Finds the row of a request. The set of subresources must be equal to a row's, so that a subresource that no row
/// knows never falls through to the plain operation (`PUT /bucket?new-thing` must not create a bucket).
final class Router {
    private static final Set<String> SUBRESOURCES = subresources();
    /// Query names that belong to no operation: signatures, and what SDKs add for their own logs.
    private static final Set<String> EVERYWHERE =
            Set.of("x-id", "awsaccesskeyid", "signature", "expires", "response-cache-control");

    private static final Map<Place, List<S3Operation>> ROWS = Arrays.stream(S3Operation.values())
            .collect(Collectors.groupingBy(row -> new Place(row.method(), row.level())));

    private Router() {}

    private record Place(Method method, Level level) {}

    private static Set<String> subresources() {
        var all = new HashSet<String>();
        for (var row : S3Operation.values()) {
            all.addAll(row.subresources());
        }
        all.remove("id");
        all.add("annotation");
        return Set.copyOf(all);
    }

    /// The row for a request.
    static S3Operation route(EffectiveRequest request, Level level, boolean directoryScope) {
        var httpMethod = request.wire().method();
        var query = request.query();
        var headers = request.headers();
        var method = method(httpMethod);
        for (var parameter : query.parameters()) {
            checkCovered(request, parameter.name(), SUBRESOURCES);
        }
        for (var row : ROWS.getOrDefault(new Place(method, level), List.of())) {
            if (matches(row, query, headers, directoryScope)) {
                refuseUnknown(row, request);
                return row;
            }
        }
        var stray = query.parameters().stream()
                .map(Query.Parameter::name)
                .filter(SUBRESOURCES::contains)
                .findFirst();
        // A part without a number is no operation; all else that is stray may be one that is newer than this server.
        boolean unnumbered =
                method == Method.PUT && stray.filter("uploadId"::equals).isPresent();
        if (level == Level.OBJECT) {
            refuseOnKey(method, query);
        }
        resource(level, query).ifPresent(type -> {
            throw S3Error.METHOD_NOT_ALLOWED
                    .refusal()
                    .with("Method", httpMethod)
                    .with("ResourceType", type);
        });
        if (stray.isPresent() && !unnumbered) {
            throw S3Error.NOT_IMPLEMENTED.saying(
                    "The operation " + httpMethod + " with the subresource " + stray.get() + " is not implemented.");
        }
        if (method == Method.POST && level == Level.BUCKET) {
            throw S3Error.PRECONDITION_FAILED
                    .refusal()
                    .with("Condition", "Bucket POST must be of the enclosure-type multipart/form-data");
        }
        throw S3Error.METHOD_NOT_ALLOWED.refusal().with("Method", httpMethod).with("ResourceType", level.name());
    }

    /// What the subresources of a query are called together, if another method has an operation on them.
    private static Optional<String> resource(Level level, Query query) {
        var asked = query.parameters().stream()
                .map(Query.Parameter::name)
                .filter(SUBRESOURCES::contains)
                .collect(Collectors.toSet());
        return Arrays.stream(S3Operation.values())
                .filter(row -> row.level() == level && !asked.isEmpty())
                .filter(row -> row.subresources().equals(asked))
                .map(S3Operation::resourceType)
                .findFirst();
    }

    /// What S3 refuses of a key in its own words; anonymous callers are told as well.
    private static void refuseOnKey(Method method, Query query) {
        if (method == Method.GET && query.has("uploads")) {
            throw S3Error.INVALID_REQUEST.saying("Key is not expected for the GET method ?uploads subresource");
        }
        if (method == Method.GET && query.has("versions")) {
            throw S3Error.INVALID_REQUEST.saying("There is no such thing as the ?versions sub-resource for a key");
        }
        if (method == Method.PUT && query.has("partNumber") && !query.has("uploadId")) {
            throw S3Error.INVALID_ARGUMENT
                    .saying("This operation does not accept partNumber without uploadId")
                    .with("ArgumentName", "partNumber");
        }
    }

    private static Method method(String name) {
        return switch (name) {
            case "GET" -> Method.GET;
            case "HEAD" -> Method.HEAD;
            case "PUT" -> Method.PUT;
            case "POST" -> Method.POST;
            case "DELETE" -> Method.DELETE;
            default -> throw S3Error.METHOD_NOT_ALLOWED.refusal().with("Method", name);
        };
    }

    private static boolean matches(S3Operation row, Query query, Headers headers, boolean directoryScope) {
        for (var name : row.subresources()) {
            if (!query.has(name)) {
                return false;
            }
        }
        for (var parameter : query.parameters()) {
            var name = parameter.name();
            if (SUBRESOURCES.contains(name)
                    && !row.subresources().contains(name)
                    && !row.parameters().contains(name)) {
                return false;
            }
        }
        return row.isTold(query, headers, directoryScope);
    }

    /// What has a meaning must be covered by the signature, else whoever holds the URL could have added it.
    private static void checkCovered(EffectiveRequest request, String name, Set<String> meaningful) {
        if (meaningful.contains(name) && request.leavesOpen(name)) {
            throw S3Error.INVALID_REQUEST.saying("The authorization mechanism you have provided is not supported."
                    + " Please use AWS4-HMAC-SHA256.");
        }
    }

    /// S3 takes unknown parameters as remarks for its logs, since proxies and trackers add them. One that looks
    /// like a subresource (a name without a value) is refused: it may be an operation that is newer than this
    /// server.
    private static void refuseUnknown(S3Operation row, EffectiveRequest request) {
        for (var parameter : request.query().parameters()) {
            var name = parameter.name();
            var lower = name.toLowerCase(Locale.ROOT);
            checkCovered(request, name, row.parameters());
            checkCovered(request, name, row.subresources());
            boolean own = row.subresources().contains(name) || row.parameters().contains(name);
            if (!own && name.equals("versionId") && row.level() == Level.OBJECT) {
                throw S3Error.invalidArgument("This operation does not accept a version-id.", name, parameter.value());
            }
            boolean known = own || lower.startsWith("x-") || EVERYWHERE.contains(lower);
            if (!known && parameter.value().isEmpty()) {
                throw S3Error.NOT_IMPLEMENTED.saying(
                        "The subresource or parameter " + Clipped.of(name) + " is not implemented.");
            }
        }
    }
}
