package sealstead.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Every operation of AWS's published model of S3 Control. A row without a handler answers `NotImplemented`
/// by its name.
public enum ControlOperation {
    ASSOCIATE_ACCESS_GRANTS_IDENTITY_CENTER(
            "AssociateAccessGrantsIdentityCenter", "POST", "accessgrantsinstance/identitycenter"),
    CREATE_ACCESS_GRANT("CreateAccessGrant", "POST", "accessgrantsinstance/grant"),
    CREATE_ACCESS_GRANTS_INSTANCE("CreateAccessGrantsInstance", "POST", "accessgrantsinstance"),
    CREATE_ACCESS_GRANTS_LOCATION("CreateAccessGrantsLocation", "POST", "accessgrantsinstance/location"),
    CREATE_ACCESS_POINT("CreateAccessPoint", "PUT", "accesspoint/{name}"),
    CREATE_ACCESS_POINT_FOR_OBJECT_LAMBDA(
            "CreateAccessPointForObjectLambda", "PUT", "accesspointforobjectlambda/{name}"),
    CREATE_BUCKET("CreateBucket", "PUT", "bucket/{name}"),
    CREATE_JOB("CreateJob", "POST", "jobs"),
    CREATE_MULTI_REGION_ACCESS_POINT("CreateMultiRegionAccessPoint", "POST", "async-requests/mrap/create"),
    CREATE_STORAGE_LENS_GROUP("CreateStorageLensGroup", "POST", "storagelensgroup"),
    DELETE_ACCESS_GRANT("DeleteAccessGrant", "DELETE", "accessgrantsinstance/grant/{id}"),
    DELETE_ACCESS_GRANTS_INSTANCE("DeleteAccessGrantsInstance", "DELETE", "accessgrantsinstance"),
    DELETE_ACCESS_GRANTS_INSTANCE_RESOURCE_POLICY(
            "DeleteAccessGrantsInstanceResourcePolicy", "DELETE", "accessgrantsinstance/resourcepolicy"),
    DELETE_ACCESS_GRANTS_LOCATION("DeleteAccessGrantsLocation", "DELETE", "accessgrantsinstance/location/{id}"),
    DELETE_ACCESS_POINT("DeleteAccessPoint", "DELETE", "accesspoint/{name}"),
    DELETE_ACCESS_POINT_FOR_OBJECT_LAMBDA(
            "DeleteAccessPointForObjectLambda", "DELETE", "accesspointforobjectlambda/{name}"),
    DELETE_ACCESS_POINT_POLICY("DeleteAccessPointPolicy", "DELETE", "accesspoint/{name}/policy"),
    DELETE_ACCESS_POINT_POLICY_FOR_OBJECT_LAMBDA(
            "DeleteAccessPointPolicyForObjectLambda", "DELETE", "accesspointforobjectlambda/{name}/policy"),
    DELETE_ACCESS_POINT_SCOPE("DeleteAccessPointScope", "DELETE", "accesspoint/{name}/scope"),
    DELETE_BUCKET("DeleteBucket", "DELETE", "bucket/{name}"),
    DELETE_BUCKET_LIFECYCLE_CONFIGURATION(
            "DeleteBucketLifecycleConfiguration", "DELETE", "bucket/{name}/lifecycleconfiguration"),
    DELETE_BUCKET_POLICY("DeleteBucketPolicy", "DELETE", "bucket/{name}/policy"),
    DELETE_BUCKET_REPLICATION("DeleteBucketReplication", "DELETE", "bucket/{name}/replication"),
    DELETE_BUCKET_TAGGING("DeleteBucketTagging", "DELETE", "bucket/{name}/tagging"),
    DELETE_JOB_TAGGING("DeleteJobTagging", "DELETE", "jobs/{id}/tagging"),
    DELETE_MULTI_REGION_ACCESS_POINT("DeleteMultiRegionAccessPoint", "POST", "async-requests/mrap/delete"),
    DELETE_PUBLIC_ACCESS_BLOCK("DeletePublicAccessBlock", "DELETE", "configuration/publicAccessBlock"),
    DELETE_STORAGE_LENS_CONFIGURATION("DeleteStorageLensConfiguration", "DELETE", "storagelens/{storagelensid}"),
    DELETE_STORAGE_LENS_CONFIGURATION_TAGGING(
            "DeleteStorageLensConfigurationTagging", "DELETE", "storagelens/{storagelensid}/tagging"),
    DELETE_STORAGE_LENS_GROUP("DeleteStorageLensGroup", "DELETE", "storagelensgroup/{name}"),
    DESCRIBE_JOB("DescribeJob", "GET", "jobs/{id}"),
    DESCRIBE_MULTI_REGION_ACCESS_POINT_OPERATION(
            "DescribeMultiRegionAccessPointOperation", "GET", "async-requests/mrap/{request_token+}"),
    DISSOCIATE_ACCESS_GRANTS_IDENTITY_CENTER(
            "DissociateAccessGrantsIdentityCenter", "DELETE", "accessgrantsinstance/identitycenter"),
    GET_ACCESS_GRANT("GetAccessGrant", "GET", "accessgrantsinstance/grant/{id}"),
    GET_ACCESS_GRANTS_INSTANCE("GetAccessGrantsInstance", "GET", "accessgrantsinstance"),
    GET_ACCESS_GRANTS_INSTANCE_FOR_PREFIX("GetAccessGrantsInstanceForPrefix", "GET", "accessgrantsinstance/prefix"),
    GET_ACCESS_GRANTS_INSTANCE_RESOURCE_POLICY(
            "GetAccessGrantsInstanceResourcePolicy", "GET", "accessgrantsinstance/resourcepolicy"),
    GET_ACCESS_GRANTS_LOCATION("GetAccessGrantsLocation", "GET", "accessgrantsinstance/location/{id}"),
    GET_ACCESS_POINT("GetAccessPoint", "GET", "accesspoint/{name}"),
    GET_ACCESS_POINT_CONFIGURATION_FOR_OBJECT_LAMBDA(
            "GetAccessPointConfigurationForObjectLambda", "GET", "accesspointforobjectlambda/{name}/configuration"),
    GET_ACCESS_POINT_FOR_OBJECT_LAMBDA("GetAccessPointForObjectLambda", "GET", "accesspointforobjectlambda/{name}"),
    GET_ACCESS_POINT_POLICY("GetAccessPointPolicy", "GET", "accesspoint/{name}/policy"),
    GET_ACCESS_POINT_POLICY_FOR_OBJECT_LAMBDA(
            "GetAccessPointPolicyForObjectLambda", "GET", "accesspointforobjectlambda/{name}/policy"),
    GET_ACCESS_POINT_POLICY_STATUS("GetAccessPointPolicyStatus", "GET", "accesspoint/{name}/policyStatus"),
    GET_ACCESS_POINT_POLICY_STATUS_FOR_OBJECT_LAMBDA(
            "GetAccessPointPolicyStatusForObjectLambda", "GET", "accesspointforobjectlambda/{name}/policyStatus"),
    GET_ACCESS_POINT_SCOPE("GetAccessPointScope", "GET", "accesspoint/{name}/scope"),
    GET_BUCKET("GetBucket", "GET", "bucket/{name}"),
    GET_BUCKET_LIFECYCLE_CONFIGURATION(
            "GetBucketLifecycleConfiguration", "GET", "bucket/{name}/lifecycleconfiguration"),
    GET_BUCKET_POLICY("GetBucketPolicy", "GET", "bucket/{name}/policy"),
    GET_BUCKET_REPLICATION("GetBucketReplication", "GET", "bucket/{name}/replication"),
    GET_BUCKET_TAGGING("GetBucketTagging", "GET", "bucket/{name}/tagging"),
    GET_BUCKET_VERSIONING("GetBucketVersioning", "GET", "bucket/{name}/versioning"),
    GET_DATA_ACCESS("GetDataAccess", "GET", "accessgrantsinstance/dataaccess"),
    GET_JOB_TAGGING("GetJobTagging", "GET", "jobs/{id}/tagging"),
    GET_MULTI_REGION_ACCESS_POINT("GetMultiRegionAccessPoint", "GET", "mrap/instances/{name+}"),
    GET_MULTI_REGION_ACCESS_POINT_POLICY("GetMultiRegionAccessPointPolicy", "GET", "mrap/instances/{name+}/policy"),
    GET_MULTI_REGION_ACCESS_POINT_POLICY_STATUS(
            "GetMultiRegionAccessPointPolicyStatus", "GET", "mrap/instances/{name+}/policystatus"),
    GET_MULTI_REGION_ACCESS_POINT_ROUTES("GetMultiRegionAccessPointRoutes", "GET", "mrap/instances/{mrap+}/routes"),
    GET_PUBLIC_ACCESS_BLOCK("GetPublicAccessBlock", "GET", "configuration/publicAccessBlock"),
    GET_STORAGE_LENS_CONFIGURATION("GetStorageLensConfiguration", "GET", "storagelens/{storagelensid}"),
    GET_STORAGE_LENS_CONFIGURATION_TAGGING(
            "GetStorageLensConfigurationTagging", "GET", "storagelens/{storagelensid}/tagging"),
    GET_STORAGE_LENS_GROUP("GetStorageLensGroup", "GET", "storagelensgroup/{name}"),
    LIST_ACCESS_GRANTS("ListAccessGrants", "GET", "accessgrantsinstance/grants"),
    LIST_ACCESS_GRANTS_INSTANCES("ListAccessGrantsInstances", "GET", "accessgrantsinstances"),
    LIST_ACCESS_GRANTS_LOCATIONS("ListAccessGrantsLocations", "GET", "accessgrantsinstance/locations"),
    LIST_ACCESS_POINTS("ListAccessPoints", "GET", "accesspoint"),
    LIST_ACCESS_POINTS_FOR_DIRECTORY_BUCKETS("ListAccessPointsForDirectoryBuckets", "GET", "accesspointfordirectory"),
    LIST_ACCESS_POINTS_FOR_OBJECT_LAMBDA("ListAccessPointsForObjectLambda", "GET", "accesspointforobjectlambda"),
    LIST_CALLER_ACCESS_GRANTS("ListCallerAccessGrants", "GET", "accessgrantsinstance/caller/grants"),
    LIST_JOBS("ListJobs", "GET", "jobs"),
    LIST_MULTI_REGION_ACCESS_POINTS("ListMultiRegionAccessPoints", "GET", "mrap/instances"),
    LIST_REGIONAL_BUCKETS("ListRegionalBuckets", "GET", "bucket"),
    LIST_STORAGE_LENS_CONFIGURATIONS("ListStorageLensConfigurations", "GET", "storagelens"),
    LIST_STORAGE_LENS_GROUPS("ListStorageLensGroups", "GET", "storagelensgroup"),
    LIST_TAGS_FOR_RESOURCE("ListTagsForResource", "GET", "tags/{resourceArn+}"),
    PUT_ACCESS_GRANTS_INSTANCE_RESOURCE_POLICY(
            "PutAccessGrantsInstanceResourcePolicy", "PUT", "accessgrantsinstance/resourcepolicy"),
    PUT_ACCESS_POINT_CONFIGURATION_FOR_OBJECT_LAMBDA(
            "PutAccessPointConfigurationForObjectLambda", "PUT", "accesspointforobjectlambda/{name}/configuration"),
    PUT_ACCESS_POINT_POLICY("PutAccessPointPolicy", "PUT", "accesspoint/{name}/policy"),
    PUT_ACCESS_POINT_POLICY_FOR_OBJECT_LAMBDA(
            "PutAccessPointPolicyForObjectLambda", "PUT", "accesspointforobjectlambda/{name}/policy"),
    PUT_ACCESS_POINT_SCOPE("PutAccessPointScope", "PUT", "accesspoint/{name}/scope"),
    PUT_BUCKET_LIFECYCLE_CONFIGURATION(
            "PutBucketLifecycleConfiguration", "PUT", "bucket/{name}/lifecycleconfiguration"),
    PUT_BUCKET_POLICY("PutBucketPolicy", "PUT", "bucket/{name}/policy"),
    PUT_BUCKET_REPLICATION("PutBucketReplication", "PUT", "bucket/{name}/replication"),
    PUT_BUCKET_TAGGING("PutBucketTagging", "PUT", "bucket/{name}/tagging"),
    PUT_BUCKET_VERSIONING("PutBucketVersioning", "PUT", "bucket/{name}/versioning"),
    PUT_JOB_TAGGING("PutJobTagging", "PUT", "jobs/{id}/tagging"),
    PUT_MULTI_REGION_ACCESS_POINT_POLICY("PutMultiRegionAccessPointPolicy", "POST", "async-requests/mrap/put-policy"),
    PUT_PUBLIC_ACCESS_BLOCK("PutPublicAccessBlock", "PUT", "configuration/publicAccessBlock"),
    PUT_STORAGE_LENS_CONFIGURATION("PutStorageLensConfiguration", "PUT", "storagelens/{storagelensid}"),
    PUT_STORAGE_LENS_CONFIGURATION_TAGGING(
            "PutStorageLensConfigurationTagging", "PUT", "storagelens/{storagelensid}/tagging"),
    SUBMIT_MULTI_REGION_ACCESS_POINT_ROUTES(
            "SubmitMultiRegionAccessPointRoutes", "PATCH", "mrap/instances/{mrap+}/routes"),
    TAG_RESOURCE("TagResource", "POST", "tags/{resourceArn+}"),
    UNTAG_RESOURCE("UntagResource", "DELETE", "tags/{resourceArn+}"),
    UPDATE_ACCESS_GRANTS_LOCATION("UpdateAccessGrantsLocation", "PUT", "accessgrantsinstance/location/{id}"),
    UPDATE_JOB_PRIORITY("UpdateJobPriority", "POST", "jobs/{id}/priority"),
    UPDATE_JOB_STATUS("UpdateJobStatus", "POST", "jobs/{id}/status"),
    UPDATE_STORAGE_LENS_GROUP("UpdateStorageLensGroup", "PUT", "storagelensgroup/{name}");

    /// What every path of the API begins with: its version.
    static final String ROOT = "/v20180820/";

    /// The longest first: where a label may be several segments, what follows it tells the rows apart.
    private static final List<ControlOperation> ROWS = Arrays.stream(values())
            .sorted(Comparator.comparingInt((ControlOperation row) -> row.path.length())
                    .reversed())
            .toList();

    private final String wireName;
    private final String method;
    private final String path;
    private final Pattern pattern;

    /// @param path after the version; `{name}` is one segment, `{name+}` one or more
    ControlOperation(String wireName, String method, String path) {
        this.wireName = wireName;
        this.method = method;
        this.path = path;
        this.pattern =
                Pattern.compile(path.replaceAll("\\{[a-zA-Z_]+\\+}", "(.+)").replaceAll("\\{[a-zA-Z_]+}", "([^/]+)"));
    }

    /// The operation's name in AWS's model.
    public String wireName() {
        return wireName;
    }

    /// Whether it makes something of which there may be many, and so is refused while the disk is nearly full.
    boolean needsRoom() {
        return switch (this) {
            case CREATE_JOB,
                    CREATE_MULTI_REGION_ACCESS_POINT,
                    PUT_MULTI_REGION_ACCESS_POINT_POLICY,
                    PUT_JOB_TAGGING,
                    TAG_RESOURCE -> true;
            default -> false;
        };
    }

    public String method() {
        return method;
    }

    /// The path after the version of the API, with its labels in braces.
    public String path() {
        return path;
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
            if (row.method.equals(method) && found.matches()) {
                var labels = new ArrayList<String>();
                for (int i = 1; i <= found.groupCount(); i++) {
                    labels.add(found.group(i));
                }
                return Optional.of(new Match(row, labels));
            }
        }
        return Optional.empty();
    }

    /// The regions in which AWS is asked for the operation, beside those of the server: Multi-Region Access
    /// Points are kept in one region, and their routes in five.
    List<String> regions() {
        return switch (this) {
            case CREATE_MULTI_REGION_ACCESS_POINT,
                    DELETE_MULTI_REGION_ACCESS_POINT,
                    DESCRIBE_MULTI_REGION_ACCESS_POINT_OPERATION,
                    GET_MULTI_REGION_ACCESS_POINT,
                    GET_MULTI_REGION_ACCESS_POINT_POLICY,
                    GET_MULTI_REGION_ACCESS_POINT_POLICY_STATUS,
                    LIST_MULTI_REGION_ACCESS_POINTS,
                    PUT_MULTI_REGION_ACCESS_POINT_POLICY -> List.of("us-west-2");
            case GET_MULTI_REGION_ACCESS_POINT_ROUTES, SUBMIT_MULTI_REGION_ACCESS_POINT_ROUTES ->
                List.of("us-west-2", "us-east-1", "ap-southeast-2", "ap-northeast-1", "eu-west-1");
            default -> List.of();
        };
    }

    /// Whether a request must bring a checksum of its body: AWS's model says so of these among those that
    /// have one.
    boolean needsChecksum() {
        return switch (this) {
            case ASSOCIATE_ACCESS_GRANTS_IDENTITY_CENTER,
                    CREATE_ACCESS_GRANT,
                    CREATE_ACCESS_GRANTS_INSTANCE,
                    CREATE_ACCESS_GRANTS_LOCATION,
                    CREATE_BUCKET,
                    CREATE_MULTI_REGION_ACCESS_POINT,
                    DELETE_MULTI_REGION_ACCESS_POINT,
                    PUT_ACCESS_GRANTS_INSTANCE_RESOURCE_POLICY,
                    PUT_BUCKET_LIFECYCLE_CONFIGURATION,
                    PUT_BUCKET_POLICY,
                    PUT_BUCKET_REPLICATION,
                    PUT_BUCKET_TAGGING,
                    PUT_BUCKET_VERSIONING,
                    PUT_MULTI_REGION_ACCESS_POINT_POLICY,
                    SUBMIT_MULTI_REGION_ACCESS_POINT_ROUTES,
                    UPDATE_ACCESS_GRANTS_LOCATION -> true;
            default -> false;
        };
    }

    boolean isRead() {
        return method.equals("GET");
    }
}
