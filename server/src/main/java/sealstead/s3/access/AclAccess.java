package sealstead.s3.access;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import sealstead.iam.CanonicalUsers;
import sealstead.iam.policy.AclSay;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.acl.Acl;
import sealstead.s3.acl.AclRequest;
import sealstead.s3.acl.AclXml;
import sealstead.s3.acl.Grantee;
import sealstead.s3.acl.Permission;
import sealstead.s3.acl.Rights;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.BucketSettings;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.Ownership;
import sealstead.s3.bucket.PublicAccessBlock;
import sealstead.s3.bucket.Versioning;
import sealstead.xml.XmlElement;

/// What access control lists have to say in a bucket where they count: what they allow beside policies, what
/// becomes of those that requests ask for, and whose an object is. A list only ever adds an allow; an explicit
/// deny of a policy beats it.
public final class AclAccess {
    private final ObjectFacts objects;
    private final CanonicalUsers users;

    AclAccess(ObjectFacts objects, CanonicalUsers users) {
        this.objects = objects;
        this.users = users;
    }

    /// The list that a `PUT ?acl` asks for, checked for its form.
    public AclRequest asked(S3Request request, RequestDocument body) throws IOException {
        return AclRequest.ofPut(request, body, users::exist);
    }

    /// The grants in a document that is not a list itself.
    public Acl grants(XmlElement grants) throws IOException {
        return AclXml.grants(grants, users::exist);
    }

    /// Refuses a list that the bucket takes from nobody: any that grants something where lists do not count, and a
    /// public one where those are blocked.
    public static void checkAllowed(Bucket bucket, String owner, AclRequest asked) {
        if (!bucket.hasAcls()) {
            asked.checkOfOwner(owner);
        } else if (asked.isPublic() && isOn(bucket, PublicAccessBlock::blockPublicAcls)) {
            throw S3Error.ACCESS_DENIED.saying("Access Denied because public ACLs are prevented by the"
                    + " BlockPublicAcls setting in S3 Block Public Access.");
        }
    }

    private static boolean isOn(Bucket bucket, java.util.function.Predicate<PublicAccessBlock> setting) {
        return bucket.settings().publicAccess().filter(setting).isPresent();
    }

    /// The list that a new bucket gets.
    ///
    /// @param settings of the new bucket
    public BucketSettings ofNewBucket(S3Request request, BucketSettings settings, String owner) throws IOException {
        if (!settings.hasAcls() && AclRequest.hasGrants(request.headers())) {
            throw S3Error.INVALID_BUCKET_ACL.refusal();
        }
        var asked = AclRequest.of(request.headers(), users::exist);
        if (!settings.hasAcls() && !asked.isOfOwner(owner)) {
            throw S3Error.INVALID_BUCKET_ACL.refusal();
        }
        if (asked instanceof AclRequest.None || !settings.hasAcls()) {
            return settings;
        }
        if (asked.isPublic()
                && settings.publicAccess()
                        .filter(PublicAccessBlock::blockPublicAcls)
                        .isPresent()) {
            throw S3Error.INVALID_BUCKET_ACL_BLOCKED.refusal();
        }
        return settings.listing(asked.acl(owner, owner));
    }

    /// Gives a bucket that is made again the list that it would have got as a new one.
    public void reset(S3Request request, Bucket bucket, Buckets buckets) throws IOException {
        var asked = AclRequest.of(request.headers(), users::exist);
        if (!bucket.hasAcls()) {
            return;
        }
        buckets.change(bucket, now -> {
            if (!now.hasAcls()) {
                return now;
            }
            if (asked.isPublic() && isOn(now, PublicAccessBlock::blockPublicAcls)) {
                throw S3Error.INVALID_BUCKET_ACL_BLOCKED.refusal();
            }
            return now.with(now.settings().listing(asked.acl(now.owner(), now.owner())));
        });
    }

    /// Whose a new object will be and what its list will grant: its writer's, unless lists do not count or the
    /// writer hands it over to the bucket's owner, who is preferred.
    Rights ofNewObject(S3Request request, Bucket bucket) throws IOException {
        var asked = AclRequest.of(request.headers(), users::exist);
        if (asked instanceof AclRequest.None && !bucket.hasAcls()) {
            return Rights.BUCKET_OWNERS;
        }
        checkAllowed(bucket, bucket.owner(), asked);
        if (!bucket.hasAcls()) {
            return Rights.BUCKET_OWNERS;
        }
        var account = account(request);
        boolean handedOver =
                bucket.settings().ownership() == Ownership.BUCKET_OWNER_PREFERRED && asked.givesToBucketOwner();
        var owner = handedOver ? bucket.owner() : account;
        return Rights.of(owner, bucket.owner(), asked.acl(owner, bucket.owner()));
    }

    static String account(S3Request request) {
        return request.context().isAnonymous()
                ? Rights.NOBODY
                : request.principal().accountId();
    }

    /// Who decides about what is asked, and what lists say to it.
    ///
    /// @param owner the account that owns the bucket or object that is asked about
    /// @param missing whether an object is asked about that is not there
    record Say(String owner, AclSay lists, boolean missing) {
        boolean isForeign(Bucket bucket) {
            return !owner.equals(bucket.owner());
        }
    }

    Say ask(S3Question question) throws IOException {
        var request = question.request();
        var bucket = question.bucket();
        var key = question.key();
        if (!bucket.hasAcls()) {
            return new Say(bucket.owner(), AclSay.NOTHING, false);
        }
        var name = question.action().toLowerCase(Locale.ROOT);
        if (isOfObject(name, request)) {
            var kept = objects.rights(bucket, key, question.versionId());
            if (kept.isEmpty()) {
                return new Say(bucket.owner(), AclSay.NOTHING, true);
            }
            var owner = kept.get().ownerIn(bucket.owner());
            var grant = ofObject(name)
                    .flatMap(wanted -> grant(
                            request, bucket, "ACL of the object", kept.get().aclIn(bucket.owner()), wanted));
            return new Say(owner, new AclSay(owner.equals(bucket.owner()), grant), false);
        }
        var wanted = ofBucket(name);
        var grant = wanted.isEmpty() || !mayReplace(request, bucket, name, key)
                ? Optional.<AclSay.AclGrant>empty()
                : grant(request, bucket, "ACL of the bucket", bucket.acl(), wanted.get());
        return new Say(bucket.owner(), new AclSay(true, grant), false);
    }

    /// What is asked of an object that is there, and so of its owner; whether one may be made, replaced or
    /// deleted is for the bucket's owner to say, and so is all that has no place in lists.
    private static boolean isOfObject(String action, S3Request request) {
        return switch (action) {
            case "s3:getobject",
                    "s3:getobjectversion",
                    "s3:getobjectattributes",
                    "s3:getobjectversionattributes",
                    "s3:getobjectacl",
                    "s3:getobjectversionacl" -> true;
            // A writer may give a list to what will be the writer's.
            case "s3:putobjectacl", "s3:putobjectversionacl" ->
                request.operation().action().equals("s3:PutObjectAcl");
            default -> false;
        };
    }

    private static Optional<Permission> ofObject(String action) {
        return switch (action) {
            case "s3:getobject", "s3:getobjectversion" -> Optional.of(Permission.READ);
            case "s3:getobjectacl", "s3:getobjectversionacl" -> Optional.of(Permission.READ_ACP);
            case "s3:putobjectacl", "s3:putobjectversionacl" -> Optional.of(Permission.WRITE_ACP);
            default -> Optional.empty();
        };
    }

    private static Optional<Permission> ofBucket(String action) {
        return switch (action) {
            case "s3:listbucket", "s3:listbucketversions", "s3:listbucketmultipartuploads" ->
                Optional.of(Permission.READ);
            case "s3:putobject", "s3:putobjectacl", "s3:deleteobject" -> Optional.of(Permission.WRITE);
            case "s3:getbucketacl" -> Optional.of(Permission.READ_ACP);
            case "s3:putbucketacl" -> Optional.of(Permission.WRITE_ACP);
            default -> Optional.empty();
        };
    }

    /// Leave to write into a bucket is leave to make objects, and to replace and delete one's own.
    private boolean mayReplace(S3Request request, Bucket bucket, String action, String key) throws IOException {
        if (!action.equals("s3:putobject") && !action.equals("s3:deleteobject")) {
            return true;
        }
        // While versioning is suspended a write takes the place of the version `null`, whichever is current.
        return isOwn(request, bucket, objects.rights(bucket, key, Optional.empty()))
                && (bucket.versioning() != Versioning.SUSPENDED
                        || isOwn(request, bucket, objects.rights(bucket, key, Optional.of("null"))));
    }

    private static boolean isOwn(S3Request request, Bucket bucket, Optional<Rights> there) {
        var account = account(request);
        return there.isEmpty()
                || account.equals(bucket.owner())
                || there.get().ownerIn(bucket.owner()).equals(account);
    }

    private static Optional<AclSay.AclGrant> grant(
            S3Request request, Bucket bucket, String list, Acl acl, Permission wanted) {
        boolean anonymous = request.context().isAnonymous();
        boolean ignoring = isOn(bucket, PublicAccessBlock::ignorePublicAcls);
        var id = Rights.id(account(request));
        if (!ignoring && acl.grants(Grantee.Group.ALL_USERS, wanted)) {
            return Optional.of(new AclSay.AclGrant(list, Grantee.Group.ALL_USERS.uri(), true));
        }
        if (!ignoring && !anonymous && acl.grants(Grantee.Group.AUTHENTICATED_USERS, wanted)) {
            return Optional.of(new AclSay.AclGrant(list, Grantee.Group.AUTHENTICATED_USERS.uri(), true));
        }
        // What nobody owns is as public as what is granted to everybody.
        return (!ignoring || !anonymous) && acl.grants(new Grantee.User(id), wanted)
                ? Optional.of(new AclSay.AclGrant(list, id, false))
                : Optional.empty();
    }

    /// Whether the service that delivers logs may write into a bucket by its list.
    static boolean letsLogsIn(Bucket target) {
        return target.hasAcls()
                && target.acl().grants(Grantee.Group.LOG_DELIVERY, Permission.WRITE)
                && target.acl().grants(Grantee.Group.LOG_DELIVERY, Permission.READ_ACP);
    }
}
