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
        var row = request.operation();
        if (row == S3Operation.CREATE_BUCKET) {
            return create(request);
        }
        return row.describesObject()
                ? write(request)
                : row.actions(request.query().has("versionId"));
    }

    public static String getObject(boolean version) {
        return S3Operation.GET_OBJECT.actions(version).getFirst();
    }

    public static String getTagging(boolean version) {
        return S3Operation.GET_OBJECT_TAGGING.actions(version).getFirst();
    }

    public static String delete(boolean version) {
        return S3Operation.DELETE_OBJECT.actions(version).getFirst();
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
