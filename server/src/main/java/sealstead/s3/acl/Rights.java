package sealstead.s3.acl;

import java.util.Optional;
import sealstead.iam.policy.CanonicalUser;

/// Who owns an object and what its list grants, as they are kept with it. They count while the bucket's ownership lets
/// lists count, and are kept meanwhile.
///
/// @param owner the account; empty for the bucket's owner, [#NOBODY] for who did not sign
/// @param acl absent for the owner's full control and nothing else
public record Rights(String owner, Optional<Acl> acl) {
    /// The owner of what was written without a signature.
    public static final String NOBODY = "anonymous";

    /// The bucket's owner has full control: what holds for nearly all objects, so that it takes no byte in a record.
    public static final Rights BUCKET_OWNERS = new Rights("", Optional.empty());

    /// The canonical user id of who does not sign.
    private static final String NOBODYS_ID = "65a011a29cdf8ec533ec3d1ccaae921c";

    /// Rights as they are kept: what is the default is not.
    ///
    /// @param owner an account, or [#NOBODY]
    public static Rights of(String owner, String bucketOwner, Acl acl) {
        boolean usual = acl.equals(Acl.ofOwner(id(owner)));
        var kept = owner.equals(bucketOwner) ? "" : owner;
        return kept.isEmpty() && usual ? BUCKET_OWNERS : new Rights(kept, usual ? Optional.empty() : Optional.of(acl));
    }

    /// The canonical user id of an account, or of nobody.
    public static String id(String account) {
        return account.equals(NOBODY) || account.isEmpty() ? NOBODYS_ID : CanonicalUser.of(account);
    }

    /// The account that owns the object, or [#NOBODY].
    public String ownerIn(String bucketOwner) {
        return owner.isEmpty() ? bucketOwner : owner;
    }

    public Acl aclIn(String bucketOwner) {
        return acl.orElseGet(() -> Acl.ofOwner(id(ownerIn(bucketOwner))));
    }

    /// The same owner with another list.
    public Rights with(Acl changed, String bucketOwner) {
        return of(ownerIn(bucketOwner), bucketOwner, changed);
    }
}
