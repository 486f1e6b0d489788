package sealstead.iam.policy;

import java.util.List;
import java.util.Set;
import sealstead.iam.policy.PolicyDocument.Kind;

/// What S3 asks of a bucket policy beyond its grammar, when one is put.
final class BucketPolicyCheck {
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
            boolean isObject = pattern.matchesBeneath(bucketArn + "/");
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
        var service = bucketArn.startsWith("arn:aws:s3express:") ? "s3express:" : "s3:";
        for (var action : statement.actions()) {
            if (!S3Vocabulary.knowsAction(action)) {
                throw refusals.action("");
            }
            if (!statement.notActions() && !applies(action, service, bucket, objects)) {
                throw new MalformedPolicyException(
                        MalformedPolicyException.Fault.ACTION, "Action does not apply to any resource(s) in statement");
            }
        }
    }

    private static boolean applies(Glob action, String service, boolean bucket, boolean objects) {
        return (bucket && isAmong(S3Vocabulary.BUCKET_ACTIONS, action, service))
                || (objects && isAmong(S3Vocabulary.OBJECT_ACTIONS, action, service));
    }

    private static boolean isAmong(Set<String> actions, Glob action, String service) {
        return actions.stream().anyMatch(known -> known.startsWith(service) && action.matches(known));
    }
}
