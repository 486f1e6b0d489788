package sealstead.s3.access;

import java.io.IOException;
import java.util.Optional;
import sealstead.iam.Authorizer;
import sealstead.iam.Caller;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.NamedPolicy;
import sealstead.s3.S3Error;
import sealstead.s3.S3Operation;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Parsed;
import sealstead.wire.Clipped;

/// The gate to directory buckets. Data goes to whoever holds a session of the bucket, without any policy
/// being asked again, or may create one; configuration to the owning account's own principals only, as their
/// identity policies say. A session is no more than its maker's identity there.
public final class DirectoryAccess {
    private static final String READ_WRITE = "ReadWrite";
    private static final String READ_ONLY = "ReadOnly";

    private final Authorizer authorizer;
    private final Parsed<NamedPolicy> policies;
    private final S3Question.Facts facts;

    DirectoryAccess(Authorizer authorizer, Parsed<NamedPolicy> policies, S3Question.Facts facts) {
        this.authorizer = authorizer;
        this.policies = policies;
        this.facts = facts;
    }

    /// Refuses a request whose operation may not be done to the bucket.
    void check(S3Request request, Bucket bucket) throws IOException {
        var operation = request.operation();
        if (operation.isDirectoryControl()) {
            checkControl(request, bucket);
            return;
        }
        boolean copies = operation.copies();
        if (copies && request.authentication().bucketSession().isPresent()) {
            throw S3Error.ACCESS_DENIED.saying(
                    "Copies are authorized by the credentials of an identity and not by those of a session.");
        }
        checkData(request, bucket, operation.isInReadOnlySessions());
    }

    /// Refuses a request that may not read the bucket's objects, or not write them.
    void checkData(S3Request request, Bucket bucket, boolean reads) throws IOException {
        var session = request.authentication().bucketSession();
        if (session.isPresent()) {
            if (session.get().readOnly() && !reads) {
                throw S3Error.ACCESS_DENIED.refusal();
            }
            if (session.get().isFor(bucket.id())) {
                return;
            }
            // Made before the bucket was, or for one of its name that has gone: it proves who asks and nothing more.
        }
        decide(request, bucket, DirectoryRights.CREATE_SESSION, reads ? READ_ONLY : READ_WRITE);
    }

    /// The mode of a new session: the one that is asked for, else the most that the caller may have.
    ///
    /// @return whether the session may only read
    boolean readOnlySession(S3Request request, Bucket bucket, Optional<String> asked) throws IOException {
        if (asked.isPresent()) {
            boolean readOnly = isReadOnly(asked.get());
            decide(request, bucket, DirectoryRights.CREATE_SESSION, asked.get());
            return readOnly;
        }
        if (decision(request, bucket, DirectoryRights.CREATE_SESSION, READ_WRITE) instanceof Decision.Allow) {
            return false;
        }
        decide(request, bucket, DirectoryRights.CREATE_SESSION, READ_ONLY);
        return true;
    }

    /// Whether a session mode is the one that only reads; refuses what is no mode.
    public static boolean isReadOnly(String mode) {
        return switch (mode) {
            case READ_ONLY -> true;
            case READ_WRITE -> false;
            default ->
                throw S3Error.invalidArgument(
                        "The session mode is ReadOnly or ReadWrite.", "x-amz-create-session-mode", Clipped.of(mode));
        };
    }

    private void checkControl(S3Request request, Bucket bucket) throws IOException {
        boolean stranger = !request.principal().accountId().equals(bucket.owner());
        boolean narrow = request.authentication()
                .bucketSession()
                .filter(session -> session.readOnly() && request.operation().method() != S3Operation.Method.GET)
                .isPresent();
        if (stranger || narrow) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
        decide(request, bucket, DirectoryRights.action(request.operation()), "");
    }

    /// Refuses who may not make directory buckets of that name, or tag them.
    ///
    /// @param more the conditions that the request's body brings along
    void checkNew(S3Request request, String action, Conditions more) throws IOException {
        var made = decideNew(request, action, more);
        if (made.decision() instanceof Decision.Deny denied) {
            var account = request.principal().accountId();
            throw BucketAccess.refused(request, denied, action, made.arn(), account);
        }
    }

    boolean mayCreate(S3Request request) throws IOException {
        return decideNew(request, "s3express:CreateBucket", Conditions.NONE).decision() instanceof Decision.Allow;
    }

    private record NewBucket(String arn, Decision decision) {}

    private NewBucket decideNew(S3Request request, String action, Conditions more) throws IOException {
        var account = request.principal().accountId();
        var arn = "arn:aws:s3express:" + request.context().region() + ":" + account + ":bucket/" + request.bucket();
        var conditions = new AccountConditions(request, "s3express", more);
        checkSigned(request);
        return new NewBucket(
                arn, authorizer.decide(request.context(), action, arn, account, conditions, Optional.empty()));
    }

    private void decide(S3Request request, Bucket bucket, String action, String mode) throws IOException {
        if (decision(request, bucket, action, mode) instanceof Decision.Deny denied) {
            throw BucketAccess.refused(request, denied, action, bucket.arn(), bucket.owner());
        }
    }

    private Decision decision(S3Request request, Bucket bucket, String action, String mode) throws IOException {
        checkSigned(request);
        var known = new S3Question(request, bucket, action, "", Optional.empty(), false, facts);
        var conditions = DirectoryRights.conditions(known, mode);
        return authorizer.decide(
                request.context(), action, bucket.arn(), bucket.owner(), conditions, policies.of(bucket));
    }

    /// Public access is blocked for good.
    private static void checkSigned(S3Request request) {
        if (request.authentication().caller() instanceof Caller.Anonymous) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
    }
}
