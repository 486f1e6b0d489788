package sealstead.s3.acl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.acl.Acl.AclGrant;
import sealstead.wire.Clipped;
import sealstead.wire.Headers;
import sealstead.wire.Refusal;

/// The list that a request asks for, read and checked for its form: by name, by headers, or by a document.
public sealed interface AclRequest {
    /// Nothing is asked for.
    record None() implements AclRequest {}

    record Canned(CannedAcl list) implements AclRequest {}

    /// By the headers `x-amz-grant-...`.
    record Granted(Acl acl) implements AclRequest {}

    /// @param owner the canonical user id that the document names as the owner's
    record Document(String owner, Acl acl) implements AclRequest {}

    /// What the headers of a write ask for.
    static AclRequest of(Headers headers, AclXml.Known users) throws IOException {
        var name = headers.first("x-amz-acl").filter(value -> !value.isEmpty());
        Optional<CannedAcl> canned = Optional.empty();
        if (name.isPresent()) {
            canned = CannedAcl.named(name.get());
            if (canned.isEmpty()) {
                throw S3Error.invalidArgument("", "x-amz-acl", Clipped.of(name.get(), 256));
            }
        }
        var grants = new ArrayList<AclGrant>();
        boolean granted = false;
        for (var permission : Permission.values()) {
            for (var value : headers.all(permission.header())) {
                if (!value.isEmpty()) {
                    granted = true;
                    addGrants(grants, permission, value, users);
                }
            }
        }
        if (canned.isPresent() && granted) {
            throw S3Error.INVALID_REQUEST.saying("Specifying both Canned ACLs and Header Grants is not allowed");
        }
        checkNumber(grants);
        return granted
                ? new Granted(new Acl(grants))
                : canned.<AclRequest>map(Canned::new).orElse(new None());
    }

    /// What a `PUT ?acl` asks for: by its headers or by its document, not both.
    static AclRequest ofPut(S3Request request, RequestDocument body, AclXml.Known users) throws IOException {
        var asked = of(request.headers(), users);
        if (asked instanceof None) {
            if (body.isEmpty()) {
                throw S3Error.MISSING_SECURITY_HEADER.refusal().with("MissingHeaderName", "x-amz-acl");
            }
            return AclXml.read(body, users);
        }
        if (!body.isEmpty()) {
            throw S3Error.UNEXPECTED_CONTENT.refusal();
        }
        return asked;
    }

    /// The list itself.
    ///
    /// @param owner the account that owns what the list is for, or nobody
    /// @throws Refusal if a document names another owner
    default Acl acl(String owner, String bucketOwner) {
        return switch (this) {
            case None() -> Acl.ofOwner(Rights.id(owner));
            case Canned(var list) -> list.of(Rights.id(owner), Rights.id(bucketOwner));
            case Granted(var acl) -> acl;
            case Document(var named, var acl) -> {
                if (!named.equals(Rights.id(owner))) {
                    throw S3Error.ACCESS_DENIED.refusal();
                }
                yield acl;
            }
        };
    }

    default boolean isPublic() {
        return switch (this) {
            case None() -> false;
            case Canned(var list) -> list.isPublic();
            case Granted(var acl) -> acl.isPublic();
            case Document(var named, var acl) -> acl.isPublic();
        };
    }

    /// Whether any list is asked for by headers that grant.
    static boolean hasGrants(Headers headers) {
        for (var permission : Permission.values()) {
            if (headers.first(permission.header())
                    .filter(value -> !value.isEmpty())
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    /// Refuses whatever would grant something to others, as S3 does where lists do not count.
    default void checkOfOwner(String owner) {
        if (!isOfOwner(owner)) {
            throw S3Error.ACL_NOT_SUPPORTED.refusal();
        }
    }

    /// Whether it says no more than that the owner has full control, which holds where lists do not count.
    default boolean isOfOwner(String owner) {
        return switch (this) {
            case None() -> true;
            case Canned(var list) -> list.isOfOwner();
            case Granted(var acl) -> false;
            case Document document -> {
                var usual = Acl.ofOwner(Rights.id(owner)).grants().getFirst();
                yield document.acl(owner, owner).grants().stream().allMatch(usual::equals);
            }
        };
    }

    /// Whether the writer gives the bucket's owner full control by name, which hands the object over where the
    /// bucket's owner is preferred.
    default boolean givesToBucketOwner() {
        return this instanceof Canned(var list) && list == CannedAcl.BUCKET_OWNER_FULL_CONTROL;
    }

    private static void addGrants(List<AclGrant> grants, Permission permission, String value, AclXml.Known users)
            throws IOException {
        for (var one : value.split(",", -1)) {
            int equals = one.indexOf('=');
            var type = equals < 0 ? "" : one.substring(0, equals).strip();
            var named = equals < 0 ? "" : unquoted(one.substring(equals + 1).strip());
            grants.add(new AclGrant(
                    switch (type) {
                        case "uri" -> group(named, "uri");
                        case "id" -> user(named, "id", users);
                        case "emailAddress" -> throw byEmail();
                        default ->
                            throw S3Error.invalidArgument(
                                    "Argument format not recognized", permission.header(), Clipped.of(value, 256));
                    },
                    permission));
        }
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    static Grantee group(String uri, String argument) {
        return Grantee.Group.of(uri)
                .orElseThrow(() -> S3Error.invalidArgument("Invalid group uri", argument, Clipped.of(uri, 256)));
    }

    static Grantee user(String id, String argument, AclXml.Known users) throws IOException {
        if (!users.exist(id) && !id.equals(CannedAcl.EC2) && !id.equals(Rights.id(Rights.NOBODY))) {
            throw S3Error.invalidArgument("Invalid id", argument, Clipped.of(id, 256));
        }
        return new Grantee.User(id);
    }

    /// Since October 2025 nobody can be named by an e-mail address any more.
    static Refusal byEmail() {
        return S3Error.METHOD_NOT_ALLOWED.refusal().with("Method", "PUT").with("ResourceType", "ACL");
    }

    static void checkNumber(List<AclGrant> grants) {
        if (grants.size() > Acl.MAX_GRANTS) {
            throw S3Error.MALFORMED_ACL.refusal();
        }
    }
}
