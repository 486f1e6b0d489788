package sealstead.s3.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sealstead.s3.acl.Acl.AclGrant;

/// The lists that have names.
public enum CannedAcl {
    PRIVATE("private"),
    PUBLIC_READ("public-read", new AclGrant(Grantee.Group.ALL_USERS, Permission.READ)),
    PUBLIC_READ_WRITE(
            "public-read-write",
            new AclGrant(Grantee.Group.ALL_USERS, Permission.READ),
            new AclGrant(Grantee.Group.ALL_USERS, Permission.WRITE)),
    AUTHENTICATED_READ("authenticated-read", new AclGrant(Grantee.Group.AUTHENTICATED_USERS, Permission.READ)),
    /// Amazon EC2 reads a bundle of an image; its account is the same everywhere.
    AWS_EXEC_READ("aws-exec-read", new AclGrant(new Grantee.User(CannedAcl.EC2), Permission.READ)),
    LOG_DELIVERY_WRITE(
            "log-delivery-write",
            new AclGrant(Grantee.Group.LOG_DELIVERY, Permission.WRITE),
            new AclGrant(Grantee.Group.LOG_DELIVERY, Permission.READ_ACP)),
    BUCKET_OWNER_READ("bucket-owner-read"),
    BUCKET_OWNER_FULL_CONTROL("bucket-owner-full-control");

    static final String EC2 = "6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c";

    private final String wireName;
    private final List<AclGrant> grants;

    CannedAcl(String wireName, AclGrant... grants) {
        this.wireName = wireName;
        this.grants = List.of(grants);
    }

    static Optional<CannedAcl> named(String name) {
        for (var canned : values()) {
            if (canned.wireName.equals(name)) {
                return Optional.of(canned);
            }
        }
        return Optional.empty();
    }

    /// The list that the name stands for, for a bucket or an object. What it says of the bucket's owner is said already
    /// where that is the owner.
    ///
    /// @param owner the canonical user id
    /// @param bucketOwner the canonical user id
    Acl of(String owner, String bucketOwner) {
        var all = new ArrayList<AclGrant>();
        all.add(new AclGrant(new Grantee.User(owner), Permission.FULL_CONTROL));
        all.addAll(grants);
        if (!owner.equals(bucketOwner)) {
            ofBucketOwner().ifPresent(what -> all.add(new AclGrant(new Grantee.User(bucketOwner), what)));
        }
        return new Acl(all);
    }

    private Optional<Permission> ofBucketOwner() {
        return switch (this) {
            case BUCKET_OWNER_READ -> Optional.of(Permission.READ);
            case BUCKET_OWNER_FULL_CONTROL -> Optional.of(Permission.FULL_CONTROL);
            default -> Optional.empty();
        };
    }

    boolean isPublic() {
        return grants.stream().anyMatch(grant -> grant.grantee().isPublic());
    }

    /// Whether it says no more than what holds where lists do not count.
    boolean isOfOwner() {
        return this == PRIVATE || this == BUCKET_OWNER_FULL_CONTROL;
    }
}
