package sealstead.iam;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.PolicyDocument;
import sealstead.iam.policy.PrincipalBinding;

/// Who is meant by a principal that a policy or a grant names. Users and roles of this server's accounts are kept by
/// their unique ids and shown by their ARNs; one that is gone is shown by its id. Of accounts that are not here
/// nothing is known, and their principals stay as they are written.
public final class KnownPrincipals {
    private static final Pattern ARN = Pattern.compile("arn:aws:(iam::[0-9]{12}:(root|(user|role)/[\\w+=,.@/-]+)"
            + "|sts::[0-9]{12}:(assumed-role/[\\w+=,.@-]{1,64}/[\\w+=,.@-]{2,64}|federated-user/[\\w+=,.@-]{2,32}))");
    private static final Pattern ENTITY = Pattern.compile("arn:aws:iam::([0-9]{12}):(user|role)/(.+)");
    private static final Pattern SESSION = Pattern.compile("arn:aws:sts::([0-9]{12}):assumed-role/([^/]+)/([^/]+)");
    private static final Pattern UNIQUE_ID = Pattern.compile("(A[A-Z]{3}[A-Z0-9]{12,124})(:[^:/]+)?");

    /// Of a server without accounts: nothing is known of anybody.
    public static final KnownPrincipals NONE = new KnownPrincipals();

    private final Optional<IdentityStore> identityStore;

    public KnownPrincipals(IdentityStore identityStore) {
        this.identityStore = Optional.of(identityStore);
    }

    private KnownPrincipals() {
        this.identityStore = Optional.empty();
    }

    /// A policy as it is kept.
    ///
    /// @throws MalformedPolicyException if it names a principal that does not exist
    public String bind(String policy, PolicyDocument.Kind kind) throws MalformedPolicyException, IOException {
        return PrincipalBinding.bind(policy, kind, this::kept);
    }

    /// A policy as it is shown.
    public String show(String policy) throws IOException {
        return PrincipalBinding.show(policy, id -> Optional.of(shown(id)));
    }

    /// Whether an ARN has the form of one that a principal can have: none of a group, of a resource, of another
    /// partition.
    public static boolean isOfPrincipal(String arn) {
        return ARN.matcher(arn).matches();
    }

    /// A principal as it is kept.
    ///
    /// @return nothing if it would be of an account that is here and does not exist, or is an ARN of no principal
    public Optional<String> kept(String principal) throws IOException {
        if (principal.startsWith("arn:") && !isOfPrincipal(principal)) {
            return Optional.empty();
        }
        var entity = ENTITY.matcher(principal);
        if (entity.matches() && isHere(entity.group(1))) {
            return named(entity.group(2), entity.group(1), entity.group(3))
                    .filter(found -> found.naming().arn(entity.group(2)).equals(principal))
                    .map(Entity::id);
        }
        var session = SESSION.matcher(principal);
        if (session.matches() && isHere(session.group(1))) {
            return named("role", session.group(1), session.group(2)).map(role -> role.id() + ":" + session.group(3));
        }
        var id = UNIQUE_ID.matcher(principal);
        if (id.matches()) {
            boolean ofSession = id.group(2) != null;
            return byId(id.group(1))
                    .filter(found -> !ofSession || found instanceof Role)
                    .map(found -> principal);
        }
        return Optional.of(principal);
    }

    /// A principal as it is shown.
    public String shown(String principal) throws IOException {
        var id = UNIQUE_ID.matcher(principal);
        if (!id.matches()) {
            return principal;
        }
        var found = byId(id.group(1));
        if (found.isEmpty()) {
            return principal;
        }
        var naming = found.get().naming();
        return id.group(2) == null
                ? naming.arn(found.get() instanceof Role ? "role" : "user")
                : "arn:aws:sts::" + naming.accountId() + ":assumed-role/" + naming.name() + "/"
                        + id.group(2).substring(1);
    }

    private boolean isHere(String account) throws IOException {
        return identityStore.isPresent()
                && identityStore.get().accounts().find(account).isPresent();
    }

    /// Asked for accounts that are here only.
    private Optional<? extends Entity<?>> named(String noun, String account, String pathAndName) throws IOException {
        var name = pathAndName.substring(pathAndName.lastIndexOf('/') + 1);
        return noun.equals("user")
                ? identityStore.orElseThrow().users().named(account, name)
                : identityStore.orElseThrow().roles().named(account, name);
    }

    private Optional<? extends Entity<?>> byId(String id) throws IOException {
        if (identityStore.isEmpty()) {
            return Optional.empty();
        }
        var user = identityStore.get().users().byId(id);
        return user.isPresent() ? user : identityStore.get().roles().byId(id);
    }
}
