package sealstead.s3.access;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sealstead.iam.Authorizer;
import sealstead.iam.Caller;
import sealstead.iam.CanonicalUsers;
import sealstead.iam.RequestContext;
import sealstead.iam.WhatIf;
import sealstead.iam.policy.AclSay;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyDocument;
import sealstead.iam.policy.PolicyEngine;
import sealstead.iam.policy.PrincipalName;
import sealstead.iam.policy.Question;
import sealstead.s3.CopySource;
import sealstead.s3.S3Error;
import sealstead.s3.S3Operation;
import sealstead.s3.S3Request;
import sealstead.s3.acl.Rights;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DirectoryLimits;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.Parsed;
import sealstead.s3.bucket.PublicAccessBlock;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.bucket.TagsInForce;
import sealstead.store.Bytes;
import sealstead.wire.Clipped;
import sealstead.wire.Refusal;

/// The gate to a bucket: it exists, it belongs to whom the caller expects, and the caller may do this to it.
/// No operation gets a [Bucket] in any other way.
public final class BucketAccess {
    private static final String LOG_DELIVERY = "logging.s3.amazonaws.com";

    private final Buckets buckets;
    private final Authorizer authorizer;
    private final ObjectFacts objects;
    private final AclAccess lists;
    private final Parsed<NamedPolicy> policies;
    private final TagsInForce tags;
    private final S3Question.Facts facts;
    private final DirectoryAccess directories;

    public BucketAccess(Buckets buckets, Authorizer authorizer, ObjectFacts objects, CanonicalUsers users) {
        this.buckets = buckets;
        this.authorizer = authorizer;
        this.objects = objects;
        this.lists = new AclAccess(objects, users);
        this.policies = new Parsed<>(buckets, DocumentKind.POLICY, BucketAccess::policy);
        this.tags = new TagsInForce(buckets);
        this.facts = new S3Question.Facts(objects, tags);
        this.directories = new DirectoryAccess(authorizer, policies, facts);
    }

    /// A policy that was accepted and does not parse any more must not read as none.
    private static NamedPolicy policy(Bytes document) {
        try {
            return new NamedPolicy(
                    "bucket policy", PolicyDocument.parse(document.toUtf8(), PolicyDocument.Kind.BUCKET));
        } catch (MalformedPolicyException unreadable) {
            throw new IllegalStateException("a bucket policy cannot be read", unreadable);
        }
    }

    /// What access control lists have to say.
    public AclAccess lists() {
        return lists;
    }

    /// Whose the object will be that a request makes, and what its access control list will grant.
    public Rights rightsOfNew(S3Request request, Bucket bucket) throws IOException {
        return lists.ofNewObject(request, bucket);
    }

    /// The request's bucket, for an operation that needs the actions of its row.
    public Bucket open(S3Request request, RequestedBucket requested) throws IOException {
        return opened(request, own(request, requested.find()));
    }

    /// The same as it is by now, for an operation that asks once more.
    public Bucket openAgain(S3Request request) throws IOException {
        return opened(request, own(request, buckets.find(request.bucket())));
    }

    private Bucket opened(S3Request request, Bucket bucket) throws IOException {
        if (bucket.isDirectory()) {
            directories.check(request, bucket);
            DirectoryLimits.check(request);
            return bucket;
        }
        var actions = S3Operation.actions(request);
        for (var action : actions) {
            check(request, bucket, action, request.key(), request.query().first("versionId"));
        }
        if (!actions.isEmpty()) {
            request.proven();
        }
        return bucket;
    }

    /// Refuses a request to a bucket that is not there or not whose it should be, for operations that must
    /// read their body before policies can decide.
    public void checkExists(S3Request request, RequestedBucket requested) throws IOException {
        own(request, requested.find());
    }

    /// The bucket that a copy reads from, for its reader.
    public Bucket openCopySource(S3Request request, CopySource source) throws IOException {
        var bucket =
                existing(request, source.bucket(), buckets.find(source.bucket()), "x-amz-source-expected-bucket-owner");
        if (bucket.isDirectory()) {
            checkRegion(request, bucket); // others are copied across regions
        }
        var versionId = source.versionId();
        if (bucket.isDirectory()) {
            directories.checkData(request, bucket, true);
            versionId.ifPresent(DirectoryLimits::checkVersion);
        } else {
            checkSource(
                    request,
                    bucket,
                    S3Operation.GET_OBJECT.actions(versionId.isPresent()).getFirst(),
                    source);
        }
        return bucket;
    }

    /// Refuses a copy that may not do `action` with what it reads. It reads from the bucket itself, also where
    /// it writes through an access point.
    public void checkSource(S3Request request, Bucket bucket, String action, CopySource source) throws IOException {
        var question = new S3Question(request, bucket, action, source.key(), source.versionId(), true, facts);
        check(question, question);
    }

    private static Bucket own(S3Request request, Optional<Bucket> found) {
        var bucket = existing(request, request.bucket(), found, "x-amz-expected-bucket-owner");
        checkRegion(request, bucket);
        request.isAbout(bucket.name());
        return bucket;
    }

    private static Bucket existing(S3Request request, String name, Optional<Bucket> found, String ownerHeader) {
        var bucket = found.orElseThrow(() -> S3Error.noSuchBucket(name));
        if (bucket.isDirectory() && request.operation().isDirectoryControl()) {
            refuseHeader(request, ownerHeader);
        }
        request.header(ownerHeader).ifPresent(expected -> checkOwner(expected, bucket));
        return bucket;
    }

    private static void checkRegion(S3Request request, Bucket bucket) {
        var region = request.context().region();
        // The endpoint of us-east-1 is the one that tells where the buckets of all regions are.
        boolean asksWhere = request.operation().isAnsweredForAllRegions() && region.equals("us-east-1");
        if (!region.equals(bucket.region()) && !asksWhere) {
            throw S3Error.wrongRegion(region, bucket.region());
        }
    }

    private static void refuseHeader(S3Request request, String name) {
        request.header(name).ifPresent(value -> {
            throw S3Error.notImplementedHeader(name);
        });
    }

    private static void checkOwner(String expected, Bucket bucket) {
        if (!expected.matches("[0-9]{12}")) {
            var shown = Clipped.of(expected);
            throw S3Error.INVALID_BUCKET_OWNER.saying(
                    "The value of the expected bucket owner parameter must be an AWS Account ID... [" + shown + "]");
        }
        if (!expected.equals(bucket.owner())) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
    }

    /// Refuses a request that may not do `action` with an object, or with the bucket if `key` is empty.
    public void check(S3Request request, Bucket bucket, String action, String key, Optional<String> versionId)
            throws IOException {
        var question = question(request, bucket, action, key, versionId);
        check(question, question);
    }

    /// Asks once more, when a write or deletion is about to count.
    @FunctionalInterface
    public interface Replacing {
        Replacing NOTHING_TO_ASK = () -> {};

        void check() throws IOException;
    }

    /// Leave to write that a bucket's list gives to another account does not reach what others own. Since that
    /// may have come while a body was on its way, it is asked again then.
    public Replacing replacing(S3Request request, Bucket bucket, Replacing again) {
        boolean byList = bucket.hasAcls() && !AclAccess.account(request).equals(bucket.owner());
        return byList ? again : Replacing.NOTHING_TO_ASK;
    }

    /// The same for a write.
    public Replacing replacing(S3Request request, Bucket bucket) {
        return replacing(
                request, bucket, () -> check(request, bucket, "s3:PutObject", request.key(), Optional.empty()));
    }

    /// Refuses the deletion of one of several objects that a request names.
    ///
    /// @param ifMatch the ETag that the request expects of this one, which is what `s3:if-match` compares
    public void checkDeletion(
            S3Request request,
            Bucket bucket,
            String action,
            String key,
            Optional<String> versionId,
            Optional<String> ifMatch)
            throws IOException {
        var question = question(request, bucket, action, key, versionId);
        check(question, name -> name.equals("s3:if-match") ? ifMatch.stream().toList() : question.values(name));
    }

    private S3Question question(
            S3Request request, Bucket bucket, String action, String key, Optional<String> versionId) {
        return new S3Question(request, bucket, action, key, versionId, false, facts);
    }

    /// @param conditions the question's own, or what stands in their place
    private void check(S3Question question, Conditions conditions) throws IOException {
        var request = question.request();
        var bucket = question.bucket();
        var key = question.key();
        var versionId = question.versionId();
        if (bucket.isDirectory()) {
            directories.check(request, bucket);
            versionId.ifPresent(DirectoryLimits::checkVersion);
            return;
        }
        var said = lists.ask(question);
        var decision = decide(question, conditions, said);
        if (decision instanceof Decision.Deny denied
                && !(question.through().isEmpty() && mayAsInitiator(request, bucket, denied))) {
            // An object that is not there has no list to look at: whether that may be known is for the bucket's.
            boolean unknown = said.missing() && !denied.why().isExplicit() && isStranger(request, bucket);
            throw unknown
                    ? versionId.map(id -> S3Error.noSuchVersion(key, id)).orElseGet(() -> S3Error.noSuchKey(key))
                    : refused(request, denied, question.action(), question.arn(), said.owner());
        }
        if (decision instanceof Decision.Allow allowed && allowed.by().source() == Decision.Source.ACL) {
            request.notes().byAcl();
        }
        checkPayer(request, bucket);
    }

    private static String arn(Bucket bucket, String key) {
        return key.isEmpty() ? bucket.arn() : bucket.arn() + "/" + key;
    }

    private static boolean isStranger(S3Request request, Bucket bucket) {
        return !request.principal().accountId().equals(bucket.owner());
    }

    /// Who began an upload may list its parts and abort it, unless something forbids it.
    private boolean mayAsInitiator(S3Request request, Bucket bucket, Decision.Deny denied) throws IOException {
        boolean silent = denied.why() == Decision.Denial.NO_IDENTITY || denied.why() == Decision.Denial.NO_RESOURCE;
        return request.operation().isAllowedToInitiator()
                && silent
                && !request.context().isAnonymous()
                && objects.initiator(request, bucket)
                        .filter(request.principal().arn()::equals)
                        .isPresent();
    }

    /// Whether a request may do `action` with an object, or with the bucket if `key` is empty.
    public boolean may(S3Request request, Bucket bucket, String action, String key, Optional<String> versionId)
            throws IOException {
        return isAllowed(question(request, bucket, action, key, versionId));
    }

    private boolean isAllowed(S3Question question) throws IOException {
        return decide(question, question, lists.ask(question)) instanceof Decision.Allow;
    }

    /// Whether who copies a key that is not there may learn so.
    public boolean mayListSource(S3Request request) throws IOException {
        var bucket = buckets.find(request.copySource().bucket());
        if (bucket.isEmpty() || bucket.get().isDirectory()) {
            return bucket.isPresent();
        }
        return isAllowed(new S3Question(request, bucket.get(), "s3:ListBucket", "", Optional.empty(), true, facts));
    }

    /// Whether who names a key that is not there may learn so.
    public boolean mayList(S3Request request, RequestedBucket requested) throws IOException {
        var bucket = requested.find();
        // Who may read a directory bucket may list it.
        return bucket.isPresent()
                && (bucket.get().isDirectory() || may(request, bucket.get(), "s3:ListBucket", "", Optional.empty()));
    }

    /// Refuses an operation that is about the caller's account and no bucket of it yet.
    public void checkAccount(S3Request request, String resource) throws IOException {
        checkAccount(request, resource, S3Operation.actions(request), Conditions.NONE);
    }

    /// Refuses who may not make directory buckets of the request's name, or tag them.
    ///
    /// @param more the conditions that the request's body brings along
    public void checkNewDirectory(S3Request request, String action, Conditions more) throws IOException {
        directories.checkNew(request, action, more);
    }

    /// Whether the caller may make directory buckets of the request's name.
    public boolean mayCreateDirectory(S3Request request) throws IOException {
        return directories.mayCreate(request);
    }

    /// The request's bucket and the mode of the session that is asked for; the bucket is a directory bucket.
    ///
    /// @param readOnly whether the session may only read
    public record SessionOf(Bucket bucket, boolean readOnly) {}

    public SessionOf openSession(S3Request request, RequestedBucket requested, Optional<String> mode)
            throws IOException {
        var bucket = own(request, requested.find());
        return new SessionOf(bucket, directories.readOnlySession(request, bucket, mode));
    }

    /// @param more the conditions that the request's body brings along
    public void checkAccount(S3Request request, String resource, List<String> actions, Conditions more)
            throws IOException {
        var account = request.principal().accountId();
        for (var action : actions) {
            var conditions = new AccountConditions(request, action.substring(0, action.indexOf(':')), more);
            var decision =
                    authorizer.decide(request.context(), action, resource, account, conditions, Optional.empty());
            boolean anonymous = request.authentication().caller() instanceof Caller.Anonymous;
            if (anonymous || decision instanceof Decision.Deny) {
                throw decision instanceof Decision.Deny denied && !anonymous
                        ? refused(request, denied, action, resource, account)
                        : S3Error.ACCESS_DENIED.refusal();
            }
        }
    }

    private Decision decide(S3Question question, Conditions conditions, AclAccess.Say said) throws IOException {
        var request = question.request();
        var bucket = question.bucket();
        var action = question.action();
        var through = question.through();
        var caller = request.principal();
        var resource = question.arn();
        if (through.isPresent()) {
            if (said.isForeign(bucket) && !said.owner().equals(caller.accountId())) {
                // The bucket's policy has no say in another's object, and lists have none behind an access point.
                return new Decision.Deny(Decision.Denial.NO_RESOURCE, Decision.Basis.NOTHING);
            }
            var use = through.get();
            return authorizer.decideThrough(
                    request.context(),
                    action,
                    conditions,
                    new Authorizer.Guarded(
                            use.resource(question.key()), use.account(), use.policyFor(caller.accountId())),
                    new Authorizer.Guarded(resource, bucket.owner(), policyFor(caller.accountId(), bucket)));
        }
        // Who may always put it right may do so even if it cannot be read.
        boolean needless = PolicyEngine.isOwnersRight(caller.principal(), bucket.owner(), action);
        if (isRestricted(caller.accountId(), bucket)) {
            // No stranger gets in: neither by the policy, nor by a list, nor as the owner of an object here.
            return authorizer.decide(
                    request.context(), action, resource, bucket.owner(), conditions, Optional.empty(), AclSay.NOTHING);
        }
        var policy = needless ? Optional.<NamedPolicy>empty() : policies.of(bucket);
        return authorizer.decide(request.context(), action, resource, said.owner(), conditions, policy, said.lists());
    }

    /// The bucket's policy as far as it counts: a public one does not for strangers where the public access
    /// block restricts public buckets.
    private Optional<NamedPolicy> policyFor(String account, Bucket bucket) throws IOException {
        return isRestricted(account, bucket) ? Optional.empty() : policies.of(bucket);
    }

    private boolean isRestricted(String account, Bucket bucket) throws IOException {
        return !account.equals(bucket.owner())
                && bucket.settings()
                        .publicAccess()
                        .filter(PublicAccessBlock::restrictPublicBuckets)
                        .isPresent()
                && policies.of(bucket)
                        .filter(policy -> policy.document().isPublic())
                        .isPresent();
    }

    /// Whether a service of AWS's may put an object that `source` makes into `target`. It belongs to no
    /// account, so that the target's policy must let it; restricted public buckets leave AWS's services
    /// alone.
    ///
    /// @param service its principal, such as `s3.amazonaws.com`
    /// @param more the conditions that the object brings along
    public boolean mayDeliver(String service, Bucket source, Bucket target, String key, Conditions more)
            throws IOException {
        Conditions conditions = name -> switch (name) {
            case "aws:sourcearn" -> List.of(source.arn());
            case "aws:sourceaccount" -> List.of(source.owner());
            case "aws:resourceaccount", "s3:resourceaccount" -> List.of(target.owner());
            case "aws:principalisawsservice", "aws:securetransport" -> List.of("true");
            case "aws:principalservicename" -> List.of(service);
            case "aws:requestedregion" -> List.of(target.region());
            default -> more.values(name);
        };
        var question = new Question(
                PrincipalName.service(service), "s3:PutObject", target.arn() + "/" + key, target.owner(), conditions);
        var inForce = PoliciesInForce.NONE.withResource(policies.of(target));
        return switch (PolicyEngine.decide(question, inForce)) {
            case Decision.Allow allowed -> true;
            case Decision.Deny denied ->
                service.equals(LOG_DELIVERY) && !denied.why().isExplicit() && AclAccess.letsLogsIn(target);
        };
    }

    /// Whether who does a job may do `action` with an object in a bucket, or with the bucket if `key` is empty.
    ///
    /// @param more the conditions that the job brings along
    public boolean mayInJob(RequestContext context, Bucket bucket, String action, String key, Conditions more)
            throws IOException {
        Conditions conditions = name -> {
            if (name.equals("aws:resourceaccount") || name.equals("s3:resourceaccount")) {
                return List.of(bucket.owner());
            }
            if (TagsInForce.answers("s3", name)) {
                return tags.value(bucket, name);
            }
            return more.over(context).values(name);
        };
        var account = context.caller().asPrincipal().accountId();
        return authorizer.decide(
                        context, action, arn(bucket, key), bucket.owner(), conditions, policyFor(account, bucket))
                instanceof Decision.Allow;
    }

    /// The bucket that an ARN names, for a call of S3 Control that needs `action` on it. Of a bucket that is
    /// not there only those learn who might do so in their own account.
    ///
    /// @param action without the service, such as `TagResource`
    /// @param more the conditions that the call brings along
    public Bucket openArn(RequestContext context, String arn, String action, Conditions more) throws IOException {
        var found = ofArn(arn).filter(bucket -> bucket.arn().equals(arn));
        var caller = context.caller().asPrincipal();
        var owner = found.map(Bucket::owner).orElse(caller.accountId());
        var service = arn.startsWith("arn:aws:s3express:") ? "s3express" : "s3";
        var given = more.over(context);
        Conditions conditions = key -> {
            if (key.equals("aws:resourceaccount") || key.equals(service + ":resourceaccount")) {
                return List.of(owner);
            }
            if (TagsInForce.answers(service, key)) {
                return found.map(bucket -> tags.value(bucket, key)).orElse(List.of());
            }
            if (key.startsWith(service + ":")) {
                return SignatureConditions.value(context, key.substring(service.length() + 1)).stream()
                        .toList();
            }
            return given.values(key);
        };
        Optional<NamedPolicy> policy =
                found.isPresent() ? policyFor(caller.accountId(), found.get()) : Optional.empty();
        var decision = authorizer.decide(context, service + ":" + action, arn, owner, conditions, policy);
        if (context.isAnonymous()) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
        if (decision instanceof Decision.Deny denied) {
            throw refused(context, denied, service + ":" + action, arn, owner);
        }
        var bucket = found.orElseThrow(() -> S3Error.NO_SUCH_RESOURCE.refusal().with("ResourceArn", arn));
        if (!context.region().equals(bucket.region())) {
            throw S3Error.wrongRegion(context.region(), bucket.region());
        }
        return bucket;
    }

    /// Refuses a call of S3 Control about a resource of an account that is no bucket.
    ///
    /// @param action without the service, such as `CreateMultiRegionAccessPoint`
    /// @param arn of the resource, or `*`
    public void checkControl(RequestContext context, String account, String action, String arn) throws IOException {
        if (context.isAnonymous() || !context.caller().asPrincipal().accountId().equals(account)) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
        Conditions conditions = key -> switch (key) {
            case "aws:resourceaccount", "s3:resourceaccount" -> List.of(account);
            default ->
                key.startsWith("s3:")
                        ? SignatureConditions.value(context, key.substring("s3:".length())).stream()
                                .toList()
                        : context.values(key);
        };
        var name = "s3:" + action;
        if (authorizer.decide(context, name, arn, account, conditions, Optional.empty())
                instanceof Decision.Deny denied) {
            throw refused(context, denied, name, arn, account);
        }
    }

    /// The policy of the bucket, parsed.
    public Optional<PolicyDocument> policy(Bucket bucket) throws IOException {
        return policies.of(bucket).map(NamedPolicy::document);
    }

    /// What stands on the side of a bucket or of an object in it, for questions that nobody asked yet.
    public Optional<WhatIf.Resource> resource(String arn) throws IOException {
        var bucket = ofArn(arn);
        return bucket.isEmpty()
                ? Optional.empty()
                : Optional.of(new WhatIf.Resource(
                        bucket.get().owner(), policies.of(bucket.get()), Optional.empty(), tags.of(bucket.get())));
    }

    private Optional<Bucket> ofArn(String arn) throws IOException {
        var prefix = "arn:aws:s3:::";
        if (arn.startsWith(prefix)) {
            int slash = arn.indexOf('/');
            return buckets.find(slash < 0 ? arn.substring(prefix.length()) : arn.substring(prefix.length(), slash));
        }
        int directory = arn.startsWith("arn:aws:s3express:") ? arn.indexOf(":bucket/") : -1;
        return directory < 0 ? Optional.empty() : buckets.find(arn.substring(directory + ":bucket/".length()));
    }

    /// Callers of other accounts must say that they pay, where they have to.
    private static void checkPayer(S3Request request, Bucket bucket) {
        boolean stranger = !request.principal().accountId().equals(bucket.owner());
        boolean pays = request.header("x-amz-request-payer")
                .filter("requester"::equals)
                .isPresent();
        boolean anonymous = request.authentication().caller() instanceof Caller.Anonymous;
        if (bucket.settings().requesterPays() && stranger && (anonymous || !pays)) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
    }

    /// AWS explains a denial to callers of the same account, and to nobody else.
    static Refusal refused(S3Request request, Decision.Deny denied, String action, String resource, String owner) {
        return refused(request.context(), denied, action, resource, owner);
    }

    private static Refusal refused(
            RequestContext context, Decision.Deny denied, String action, String resource, String owner) {
        var caller = context.caller().asPrincipal();
        if (caller.accountId().equals(owner)) {
            var question = new Question(caller, action, resource, owner, Conditions.NONE);
            return S3Error.ACCESS_DENIED.saying(denied.message(question));
        }
        return S3Error.ACCESS_DENIED.refusal();
    }

    /// Whether the request asks to bypass governance retention and may.
    public boolean bypassesGovernance(S3Request request, Bucket bucket, String key, Optional<String> versionId)
            throws IOException {
        if (bucket.isDirectory()) {
            return false;
        }
        boolean asked = request.header("x-amz-bypass-governance-retention")
                .filter(value -> value.equalsIgnoreCase("true"))
                .isPresent();
        return asked && may(request, bucket, "s3:BypassGovernanceRetention", key, versionId);
    }
}
