package sealstead.s3.acl;

import java.util.List;
import java.util.stream.Stream;

/// An access control list: grants, in the order in which they were written. One without grants is a list as well.
public record Acl(List<AclGrant> grants) {
    /// More than S3 takes is refused.
    static final int MAX_GRANTS = 100;

    public Acl {
        grants = List.copyOf(grants);
    }

    /// One grant.
    public record AclGrant(Grantee grantee, Permission permission) {}

    static Acl of(AclGrant... grants) {
        return new Acl(List.of(grants));
    }

    /// What there is where nobody asked for anything else.
    ///
    /// @param owner the canonical user id
    public static Acl ofOwner(String owner) {
        return of(new AclGrant(new Grantee.User(owner), Permission.FULL_CONTROL));
    }

    /// These grants and more.
    public Acl with(Acl more) {
        return new Acl(Stream.concat(grants.stream(), more.grants.stream()).toList());
    }

    /// Whether it grants something to everybody, or to every account.
    public boolean isPublic() {
        return grants.stream().anyMatch(grant -> grant.grantee().isPublic());
    }

    /// Whether it grants something to somebody else than `owner`.
    public boolean grantsToOthers(String owner) {
        return grants.stream().anyMatch(grant -> !grant.grantee().equals(new Grantee.User(owner)));
    }

    /// Whether it grants `wanted` to `grantee` by that very name.
    public boolean grants(Grantee grantee, Permission wanted) {
        return grants.stream()
                .anyMatch(grant ->
                        grant.grantee().equals(grantee) && grant.permission().covers(wanted));
    }
}
