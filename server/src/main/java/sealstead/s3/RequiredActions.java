package sealstead.s3;

import java.util.ArrayList;
import java.util.List;

/// Which IAM actions a request needs on the bucket or object that it names: its row's own, the one for a version
/// where it names one, and those of what it sets besides.
public final class RequiredActions {
    private static final List<String> ACL_GRANTS = List.of(
            "x-amz-grant-full-control",
            "x-amz-grant-read",
            "x-amz-grant-read-acp",
            "x-amz-grant-write",
            "x-amz-grant-write-acp");

    private RequiredActions() {}

    /// The actions, all of which must be allowed. DeleteObjects has none here: each of its keys is asked for by itself.
    public static List<String> of(S3Request request) {
        boolean version = request.query().has("versionId");
        return switch (request.operation()) {
            case GET_OBJECT, HEAD_OBJECT -> List.of(getObject(version));
            case GET_OBJECT_ATTRIBUTES ->
                version
                        ? List.of("s3:GetObjectVersion", "s3:GetObjectVersionAttributes")
                        : List.of("s3:GetObject", "s3:GetObjectAttributes");
            case GET_OBJECT_ACL -> List.of(version ? "s3:GetObjectVersionAcl" : "s3:GetObjectAcl");
            case GET_OBJECT_TAGGING -> List.of(getTagging(version));
            case PUT_OBJECT_TAGGING -> List.of(version ? "s3:PutObjectVersionTagging" : "s3:PutObjectTagging");
            case DELETE_OBJECT_TAGGING -> List.of(version ? "s3:DeleteObjectVersionTagging" : "s3:DeleteObjectTagging");
            case PUT_OBJECT_ACL -> List.of(version ? "s3:PutObjectVersionAcl" : "s3:PutObjectAcl");
            case DELETE_OBJECT -> List.of(delete(version));
            case DELETE_OBJECTS -> List.of();
            case PUT_OBJECT, POST_OBJECT, COPY_OBJECT, CREATE_MULTIPART_UPLOAD -> write(request);
            case UPDATE_OBJECT_ENCRYPTION -> List.of("s3:PutObject", "s3:UpdateObjectEncryption");
            case CREATE_BUCKET -> create(request);
            default -> List.of(request.operation().action());
        };
    }

    public static String getObject(boolean version) {
        return version ? "s3:GetObjectVersion" : "s3:GetObject";
    }

    public static String getTagging(boolean version) {
        return version ? "s3:GetObjectVersionTagging" : "s3:GetObjectTagging";
    }

    public static String delete(boolean version) {
        return version ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
    }

    private static List<String> write(S3Request request) {
        var actions = new ArrayList<String>(2);
        actions.add("s3:PutObject");
        addIf(actions, has(request, "x-amz-tagging"), "s3:PutObjectTagging");
        addIf(actions, hasAcl(request), "s3:PutObjectAcl");
        addIf(actions, has(request, "x-amz-object-lock-mode"), "s3:PutObjectRetention");
        addIf(actions, has(request, "x-amz-object-lock-legal-hold"), "s3:PutObjectLegalHold");
        return actions;
    }

    private static List<String> create(S3Request request) {
        var actions = new ArrayList<String>(2);
        actions.add("s3:CreateBucket");
        boolean lock = request.header("x-amz-bucket-object-lock-enabled")
                .filter(value -> value.equalsIgnoreCase("true"))
                .isPresent();
        addIf(actions, lock, "s3:PutBucketObjectLockConfiguration");
        addIf(actions, lock, "s3:PutBucketVersioning");
        addIf(actions, hasAcl(request), "s3:PutBucketAcl");
        addIf(actions, has(request, "x-amz-object-ownership"), "s3:PutBucketOwnershipControls");
        return actions;
    }

    /// Whether the request asks for an access control list, by its name or by grants.
    private static boolean hasAcl(S3Request request) {
        return has(request, "x-amz-acl") || ACL_GRANTS.stream().anyMatch(name -> has(request, name));
    }

    private static boolean has(S3Request request, String header) {
        return request.header(header).filter(value -> !value.isEmpty()).isPresent();
    }

    private static void addIf(List<String> actions, boolean wanted, String action) {
        if (wanted) {
            actions.add(action);
        }
    }
}
