package sealstead.control;

import static sealstead.control.ControlRow.delete;
import static sealstead.control.ControlRow.get;
import static sealstead.control.ControlRow.patch;
import static sealstead.control.ControlRow.post;
import static sealstead.control.ControlRow.put;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import sealstead.api.ApiOperation;

/// Every operation of AWS's published model of S3 Control. A row without a handler answers `NotImplemented` by
/// its name. What a row does not say is what most have (see [ControlRow]); its name on the wire and its action
/// follow from its own name.
public enum ControlOperation implements ApiOperation {
    ASSOCIATE_ACCESS_GRANTS_IDENTITY_CENTER(
            post("accessgrantsinstance/identitycenter").checksum()),
    CREATE_ACCESS_GRANT(post("accessgrantsinstance/grant").checksum()),
    CREATE_ACCESS_GRANTS_INSTANCE(post("accessgrantsinstance").checksum()),
    CREATE_ACCESS_GRANTS_LOCATION(post("accessgrantsinstance/location").checksum()),
    CREATE_ACCESS_POINT(put("accesspoint/{name}")),
    CREATE_ACCESS_POINT_FOR_OBJECT_LAMBDA(put("accesspointforobjectlambda/{name}")),
    CREATE_BUCKET(put("bucket/{name}").checksum()),
    CREATE_JOB(post("jobs").needing("iam:PassRole").makesMany().document()),
    CREATE_MULTI_REGION_ACCESS_POINT(post("async-requests/mrap/create")
            .makesMany()
            .checksum()
            .ofAccessPoints()
            .document()),
    CREATE_STORAGE_LENS_GROUP(post("storagelensgroup")),
    DELETE_ACCESS_GRANT(delete("accessgrantsinstance/grant/{id}")),
    DELETE_ACCESS_GRANTS_INSTANCE(delete("accessgrantsinstance")),
    DELETE_ACCESS_GRANTS_INSTANCE_RESOURCE_POLICY(delete("accessgrantsinstance/resourcepolicy")),
    DELETE_ACCESS_GRANTS_LOCATION(delete("accessgrantsinstance/location/{id}")),
    DELETE_ACCESS_POINT(delete("accesspoint/{name}")),
    DELETE_ACCESS_POINT_FOR_OBJECT_LAMBDA(delete("accesspointforobjectlambda/{name}")),
    DELETE_ACCESS_POINT_POLICY(delete("accesspoint/{name}/policy")),
    DELETE_ACCESS_POINT_POLICY_FOR_OBJECT_LAMBDA(delete("accesspointforobjectlambda/{name}/policy")),
    DELETE_ACCESS_POINT_SCOPE(delete("accesspoint/{name}/scope")),
    DELETE_BUCKET(delete("bucket/{name}")),
    DELETE_BUCKET_LIFECYCLE_CONFIGURATION(delete("bucket/{name}/lifecycleconfiguration")),
    DELETE_BUCKET_POLICY(delete("bucket/{name}/policy")),
    DELETE_BUCKET_REPLICATION(delete("bucket/{name}/replication")),
    DELETE_BUCKET_TAGGING(delete("bucket/{name}/tagging")),
    DELETE_JOB_TAGGING(delete("jobs/{id}/tagging")),
    DELETE_MULTI_REGION_ACCESS_POINT(
            post("async-requests/mrap/delete").checksum().ofAccessPoints().document()),
    DELETE_PUBLIC_ACCESS_BLOCK(delete("configuration/publicAccessBlock")),
    DELETE_STORAGE_LENS_CONFIGURATION(delete("storagelens/{storagelensid}")),
    DELETE_STORAGE_LENS_CONFIGURATION_TAGGING(delete("storagelens/{storagelensid}/tagging")),
    DELETE_STORAGE_LENS_GROUP(delete("storagelensgroup/{name}")),
    DESCRIBE_JOB(get("jobs/{id}")),
    DESCRIBE_MULTI_REGION_ACCESS_POINT_OPERATION(
            get("async-requests/mrap/{request_token+}").ofAccessPoints()),
    DISSOCIATE_ACCESS_GRANTS_IDENTITY_CENTER(delete("accessgrantsinstance/identitycenter")),
    GET_ACCESS_GRANT(get("accessgrantsinstance/grant/{id}")),
    GET_ACCESS_GRANTS_INSTANCE(get("accessgrantsinstance")),
    GET_ACCESS_GRANTS_INSTANCE_FOR_PREFIX(get("accessgrantsinstance/prefix")),
    GET_ACCESS_GRANTS_INSTANCE_RESOURCE_POLICY(get("accessgrantsinstance/resourcepolicy")),
    GET_ACCESS_GRANTS_LOCATION(get("accessgrantsinstance/location/{id}")),
    GET_ACCESS_POINT(get("accesspoint/{name}")),
    GET_ACCESS_POINT_CONFIGURATION_FOR_OBJECT_LAMBDA(get("accesspointforobjectlambda/{name}/configuration")),
    GET_ACCESS_POINT_FOR_OBJECT_LAMBDA(get("accesspointforobjectlambda/{name}")),
    GET_ACCESS_POINT_POLICY(get("accesspoint/{name}/policy")),
    GET_ACCESS_POINT_POLICY_FOR_OBJECT_LAMBDA(get("accesspointforobjectlambda/{name}/policy")),
    GET_ACCESS_POINT_POLICY_STATUS(get("accesspoint/{name}/policyStatus")),
    GET_ACCESS_POINT_POLICY_STATUS_FOR_OBJECT_LAMBDA(get("accesspointforobjectlambda/{name}/policyStatus")),
    GET_ACCESS_POINT_SCOPE(get("accesspoint/{name}/scope")),
    GET_BUCKET(get("bucket/{name}")),
    GET_BUCKET_LIFECYCLE_CONFIGURATION(get("bucket/{name}/lifecycleconfiguration")),
    GET_BUCKET_POLICY(get("bucket/{name}/policy")),
    GET_BUCKET_REPLICATION(get("bucket/{name}/replication")),
    GET_BUCKET_TAGGING(get("bucket/{name}/tagging")),
    GET_BUCKET_VERSIONING(get("bucket/{name}/versioning")),
    GET_DATA_ACCESS(get("accessgrantsinstance/dataaccess")),
    GET_JOB_TAGGING(get("jobs/{id}/tagging")),
    GET_MULTI_REGION_ACCESS_POINT(get("mrap/instances/{name+}").ofAccessPoints()),
    GET_MULTI_REGION_ACCESS_POINT_POLICY(get("mrap/instances/{name+}/policy").ofAccessPoints()),
    GET_MULTI_REGION_ACCESS_POINT_POLICY_STATUS(
            get("mrap/instances/{name+}/policystatus").ofAccessPoints()),
    GET_MULTI_REGION_ACCESS_POINT_ROUTES(get("mrap/instances/{mrap+}/routes").ofRoutes()),
    GET_PUBLIC_ACCESS_BLOCK(get("configuration/publicAccessBlock")),
    GET_STORAGE_LENS_CONFIGURATION(get("storagelens/{storagelensid}")),
    GET_STORAGE_LENS_CONFIGURATION_TAGGING(get("storagelens/{storagelensid}/tagging")),
    GET_STORAGE_LENS_GROUP(get("storagelensgroup/{name}")),
    LIST_ACCESS_GRANTS(get("accessgrantsinstance/grants")),
    LIST_ACCESS_GRANTS_INSTANCES(get("accessgrantsinstances")),
    LIST_ACCESS_GRANTS_LOCATIONS(get("accessgrantsinstance/locations")),
    LIST_ACCESS_POINTS(get("accesspoint")),
    LIST_ACCESS_POINTS_FOR_DIRECTORY_BUCKETS(get("accesspointfordirectory")),
    LIST_ACCESS_POINTS_FOR_OBJECT_LAMBDA(get("accesspointforobjectlambda")),
    LIST_CALLER_ACCESS_GRANTS(get("accessgrantsinstance/caller/grants")),
    LIST_JOBS(get("jobs")),
    LIST_MULTI_REGION_ACCESS_POINTS(get("mrap/instances").ofAccessPoints()),
    LIST_REGIONAL_BUCKETS(get("bucket")),
    LIST_STORAGE_LENS_CONFIGURATIONS(get("storagelens")),
    LIST_STORAGE_LENS_GROUPS(get("storagelensgroup")),
    LIST_TAGS_FOR_RESOURCE(get("tags/{resourceArn+}")),
    PUT_ACCESS_GRANTS_INSTANCE_RESOURCE_POLICY(
            put("accessgrantsinstance/resourcepolicy").checksum()),
    PUT_ACCESS_POINT_CONFIGURATION_FOR_OBJECT_LAMBDA(put("accesspointforobjectlambda/{name}/configuration")),
    PUT_ACCESS_POINT_POLICY(put("accesspoint/{name}/policy")),
    PUT_ACCESS_POINT_POLICY_FOR_OBJECT_LAMBDA(put("accesspointforobjectlambda/{name}/policy")),
    PUT_ACCESS_POINT_SCOPE(put("accesspoint/{name}/scope")),
    PUT_BUCKET_LIFECYCLE_CONFIGURATION(
            put("bucket/{name}/lifecycleconfiguration").checksum()),
    PUT_BUCKET_POLICY(put("bucket/{name}/policy").checksum()),
    PUT_BUCKET_REPLICATION(put("bucket/{name}/replication").checksum()),
    PUT_BUCKET_TAGGING(put("bucket/{name}/tagging").checksum()),
    PUT_BUCKET_VERSIONING(put("bucket/{name}/versioning").checksum()),
    PUT_JOB_TAGGING(put("jobs/{id}/tagging").makesMany().document()),
    PUT_MULTI_REGION_ACCESS_POINT_POLICY(post("async-requests/mrap/put-policy")
            .makesMany()
            .checksum()
            .ofAccessPoints()
            .document()),
    PUT_PUBLIC_ACCESS_BLOCK(put("configuration/publicAccessBlock")),
    PUT_STORAGE_LENS_CONFIGURATION(put("storagelens/{storagelensid}")),
    PUT_STORAGE_LENS_CONFIGURATION_TAGGING(put("storagelens/{storagelensid}/tagging")),
    SUBMIT_MULTI_REGION_ACCESS_POINT_ROUTES(
            patch("mrap/instances/{mrap+}/routes").checksum().ofRoutes().document()),
    TAG_RESOURCE(post("tags/{resourceArn+}").makesMany().document()),
    UNTAG_RESOURCE(delete("tags/{resourceArn+}")),
    UPDATE_ACCESS_GRANTS_LOCATION(put("accessgrantsinstance/location/{id}").checksum()),
    UPDATE_JOB_PRIORITY(post("jobs/{id}/priority")),
    UPDATE_JOB_STATUS(post("jobs/{id}/status")),
    UPDATE_STORAGE_LENS_GROUP(put("storagelensgroup/{name}"));

    /// What every path of the API begins with: its version.
    static final String ROOT = "/v20180820/";

    /// The longest first: where a label may be several segments, what follows it tells the rows apart.
    private static final List<ControlOperation> ROWS = Arrays.stream(values())
            .sorted(Comparator.comparingInt((ControlOperation row) -> row.path().length())
                    .reversed())
            .toList();

    private final String wireName;
    private final ControlRow row;
    private final List<String> actions;
    private final Pattern pattern;

    ControlOperation(ControlRow row) {
        this.wireName = ApiOperation.wireName(this, Set.of());
        this.row = row;
        this.actions =
                Stream.concat(Stream.of("s3:" + wireName), row.more.stream()).toList();
        this.pattern = Pattern.compile(
                row.path.replaceAll("\\{[a-zA-Z_]+\\+}", "(.+)").replaceAll("\\{[a-zA-Z_]+}", "([^/]+)"));
    }

    @Override
    public String wireName() {
        return wireName;
    }

    /// The first is its own.
    @Override
    public List<String> actions() {
        return actions;
    }

    @Override
    public boolean needsRoom() {
        return row.makesMany;
    }

    @Override
    public boolean isReadOnly() {
        return row.method.equals("GET");
    }

    public String method() {
        return row.method;
    }

    /// The path after the version of the API, with its labels in braces.
    public String path() {
        return row.path;
    }

    /// The regions in which AWS is asked for the operation, beside those of the server.
    List<String> regions() {
        return row.regions;
    }

    /// Whether a request must bring a checksum of its body.
    boolean needsChecksum() {
        return row.checksum;
    }

    /// The root element of its document, which the model calls so; empty if it has none.
    String document() {
        return row.document ? wireName + "Request" : "";
    }

    /// A row and what its labels stand for.
    ///
    /// @param labels as they were sent, not decoded
    record Match(ControlOperation operation, List<String> labels) {
        Match {
            labels = List.copyOf(labels);
        }
    }

    /// The row of a request.
    ///
    /// @param path the path after [#ROOT], as it was sent
    static Optional<Match> match(String method, String path) {
        for (var row : ROWS) {
            var found = row.pattern.matcher(path);
            if (row.method().equals(method) && found.matches()) {
                var labels = new ArrayList<String>();
                for (int i = 1; i <= found.groupCount(); i++) {
                    labels.add(found.group(i));
                }
                return Optional.of(new Match(row, labels));
            }
        }
        return Optional.empty();
    }
}
