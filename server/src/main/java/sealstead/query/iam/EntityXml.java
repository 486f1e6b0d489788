package sealstead.query.iam;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import sealstead.iam.AttachedPolicies;
import sealstead.iam.Entities;
import sealstead.iam.Entity;
import sealstead.iam.IdentityStore;
import sealstead.iam.KnownPrincipals;
import sealstead.iam.LastUse;
import sealstead.iam.ManagedPolicy;
import sealstead.iam.Naming;
import sealstead.iam.OidcProvider;
import sealstead.iam.Role;
import sealstead.iam.User;
import sealstead.iam.UserGroup;
import sealstead.iam.policy.PolicyDocument;
import sealstead.query.Paging;
import sealstead.time.IsoTime;
import sealstead.wire.PercentEncoding;
import sealstead.xml.XmlWriter;

/// How entities are written in replies.
final class EntityXml {
    /// What an entity takes beside its documents.
    private static final int SMALL = 1024;

    private final IdentityStore identityStore;
    private final KnownPrincipals principals;
    private final LastUse lastUse;

    EntityXml(IdentityStore identityStore, LastUse lastUse) {
        this.identityStore = identityStore;
        this.principals = new KnownPrincipals(identityStore);
        this.lastUse = lastUse;
    }

    static String time(Instant instant) {
        return IsoTime.toSeconds(instant);
    }

    /// Documents are percent-encoded in replies (RFC 3986).
    static String encoded(PolicyDocument document) {
        return PercentEncoding.encode(document.text(), false);
    }

    /// About how many characters the whole of it takes.
    static long size(Entity<?> entity) {
        long documents = switch (entity) {
            case User user -> size(user.permissions());
            case UserGroup group -> size(group.permissions());
            case Role role ->
                size(role.permissions()) + role.trust().document().text().length();
            case ManagedPolicy policy ->
                policy.versions().stream()
                        .mapToLong(version -> version.document().text().length())
                        .sum();
            case OidcProvider provider -> 0;
        };
        return SMALL + documents;
    }

    private static long size(AttachedPolicies permissions) {
        return permissions.inline().values().stream()
                .mapToLong(policy -> policy.document().text().length())
                .sum();
    }

    /// Those of an account under a path.
    static <T extends Entity<T>> Paging.Walk<T> under(Entities<T> entities, String account, String prefix) {
        return visit -> entities.forEach(account, entity -> {
            if (entity.naming().path().startsWith(prefix)) {
                visit.see(entity);
            }
        });
    }

    private static void naming(Naming naming, String arn, String noun, XmlWriter out) {
        out.element("Path", naming.path())
                .element(noun + "Name", naming.name())
                .element(noun + "Id", naming.id())
                .element("Arn", arn)
                .element("CreateDate", time(naming.created()));
    }

    static void tags(Naming naming, XmlWriter out) {
        if (!naming.tags().isEmpty()) {
            allTags(naming, out);
        }
    }

    /// The tags where an answer has a list of them even if there are none.
    static void allTags(Naming naming, XmlWriter out) {
        out.begin("Tags");
        naming.tags()
                .forEach((key, value) -> out.begin("member")
                        .element("Key", key)
                        .element("Value", value)
                        .end());
        out.end();
    }

    /// Lists leave boundary and tags out.
    static void listed(User user, XmlWriter out) {
        naming(user.naming(), user.arn(), "User", out);
    }

    void whole(User user, XmlWriter out) throws IOException {
        listed(user, out);
        boundary(user.permissions(), out);
        tags(user.naming(), out);
    }

    static void group(UserGroup group, XmlWriter out) {
        naming(group.naming(), group.arn(), "Group", out);
    }

    /// A new role: what was said of it is not repeated.
    void made(Role role, XmlWriter out) throws IOException {
        named(role, out);
        boundary(role.permissions(), out);
        tags(role.naming(), out);
    }

    private void named(Role role, XmlWriter out) throws IOException {
        naming(role.naming(), role.arn(), "Role", out);
        out.element(
                "AssumeRolePolicyDocument",
                PercentEncoding.encode(principals.show(role.trust().document().text()), false));
    }

    void described(Role role, XmlWriter out) throws IOException {
        named(role, out);
        if (!role.description().isEmpty()) {
            out.element("Description", role.description());
        }
    }

    void listed(Role role, XmlWriter out) throws IOException {
        described(role, out);
        out.element("MaxSessionDuration", role.maxSessionSeconds());
    }

    void whole(Role role, XmlWriter out) throws IOException {
        listed(role, out);
        boundary(role.permissions(), out);
        tags(role.naming(), out);
        lastUsed(role, out);
    }

    void lastUsed(Role role, XmlWriter out) throws IOException {
        out.begin("RoleLastUsed");
        lastUse.of(role.id())
                .ifPresent(use -> out.element("LastUsedDate", time(use.time())).element("Region", use.region()));
        out.end();
    }

    void boundary(AttachedPolicies permissions, XmlWriter out) throws IOException {
        if (permissions.boundary().isEmpty()) {
            return;
        }
        var reference = permissions.boundary().get();
        Optional<ManagedPolicy> policy = identityStore.policy(reference);
        out.begin("PermissionsBoundary")
                .element("PermissionsBoundaryType", "Policy")
                .element(
                        "PermissionsBoundaryArn", policy.map(ManagedPolicy::arn).orElse(reference))
                .end();
    }

    /// A managed policy.
    ///
    /// @param uses how often it is attached and serves as boundary in the caller's account
    static void policy(ManagedPolicy policy, PolicyUses.Count uses, boolean described, XmlWriter out) {
        out.element("PolicyName", policy.name())
                .element("PolicyId", policy.id())
                .element("Arn", policy.arn())
                .element("Path", policy.naming().path())
                .element("DefaultVersionId", "v" + policy.defaultVersion())
                .element("AttachmentCount", uses.attached())
                .element("PermissionsBoundaryUsageCount", uses.boundaries())
                .element("IsAttachable", true);
        if (described && !policy.description().isEmpty()) {
            out.element("Description", policy.description());
        }
        out.element("CreateDate", time(policy.naming().created())).element("UpdateDate", time(policy.updated()));
    }

    static void version(
            ManagedPolicy policy, ManagedPolicy.PolicyVersion version, boolean withDocument, XmlWriter out) {
        if (withDocument) {
            out.element("Document", encoded(version.document()));
        }
        out.element("VersionId", version.wireName())
                .element("IsDefaultVersion", version.number() == policy.defaultVersion())
                .element("CreateDate", time(version.created()));
    }
}
