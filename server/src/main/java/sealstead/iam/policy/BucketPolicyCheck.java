package sealstead.iam.policy;

import java.util.List;
import java.util.Set;
import sealstead.iam.policy.PolicyDocument.Kind;

/// What S3 asks of a bucket policy beyond its grammar, when one is put. That of a directory bucket speaks of the bucket
/// as a whole and of its sessions, for it can grant nothing else.
final class BucketPolicyCheck {
    private static final String EXPRESS = "arn:aws:s3express:";
    private static final String SESSIONS = "s3express:createsession";

    private BucketPolicyCheck() {}

    static void check(List<Statement> statements, String bucketArn) throws MalformedPolicyException {
        for (int i = 0; i < statements.size(); i++) {
            check(statements.get(i), bucketArn, new Refusals(Kind.BUCKET).in(i));
        }
    }

    private static void check(Statement statement, String bucketArn, Refusals refusals)
            throws MalformedPolicyException {
        boolean bucket = statement.notResources();
        boolean objects = statement.notResources();
        for (var resource : statement.resources()) {
            // A variable may become anything, so it is looked at as a star.
            var pattern = Glob.of(resource.source().replaceAll("\\$\\{[^}]*}", "*"));
            boolean isBucket = pattern.matches(bucketArn);
            boolean isObject = !bucketArn.startsWith(EXPRESS) && pattern.matchesBeneath(bucketArn + "/");
            if (!isBucket && !isObject) {
                throw refusals.resource("");
            }
            bucket |= isBucket;
            objects |= isObject;
        }
        for (var key : statement.keys()) {
            if (!S3Vocabulary.knowsKey(key)) {
                throw refusals.conditionKey(key);
            }
        }
        boolean directory = bucketArn.startsWith(EXPRESS);
        for (var action : statement.actions()) {
            if (!S3Vocabulary.knowsAction(action)) {
                throw refusals.action("");
            }
            boolean applies = directory ? action.matches(SESSIONS) : applies(action, bucket, objects);
            if (!statement.notActions() && !applies) {
                throw new MalformedPolicyException(
                        MalformedPolicyException.Fault.ACTION, "Action does not apply to any resource(s) in statement");
            }
        }
    }

    private static boolean applies(Glob action, boolean bucket, boolean objects) {
        return (bucket && isAmong(S3Vocabulary.BUCKET_ACTIONS, action))
                || (objects && isAmong(S3Vocabulary.OBJECT_ACTIONS, action));
    }

    private static boolean isAmong(Set<String> actions, Glob action) {
        return actions.stream().anyMatch(known -> known.startsWith("s3:") && action.matches(known));
    }
}
