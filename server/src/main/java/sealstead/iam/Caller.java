package sealstead.iam;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PrincipalName;

/// Who is asking.
public sealed interface Caller {
    /// Nobody: a request without credentials.
    record Anonymous() implements Caller {}

    /// An authenticated principal of an account.
    ///
    /// @param principal as policies name it
    /// @param id the unique id: the account id for root, `AIDA...` for a user, `AROA...:session` for a session of a
    ///     role, `ACCOUNT:name` for a federated user. A principal made again under the same name has another
    /// @param name the user's or role's name; empty for root
    /// @param accessKeyId the key that signed
    /// @param session absent for long-term access keys
    record Principal(PrincipalName principal, String id, String name, String accessKeyId, Optional<Session> session)
            implements Caller {

        /// The root user of an account.
        public static Principal root(String accountId, String accessKeyId) {
            return new Principal(PrincipalName.root(accountId), accountId, "", accessKeyId, Optional.empty());
        }

        /// Nobody, where a principal is asked for.
        public static Principal nobody() {
            return new Principal(PrincipalName.NOBODY, "anonymous", "", "", Optional.empty());
        }

        public String accountId() {
            return principal.accountId();
        }

        /// What the caller is called in messages, records and the ledger.
        public String arn() {
            return principal.sessionArn();
        }

        /// Names what this caller may do for as long as keys are cached: two sessions of one name may have different
        /// policies.
        public String cacheName() {
            return session.isPresent() ? id + "/" + accessKeyId : id;
        }
    }

    /// Temporary credentials.
    ///
    /// @param issuer the ARN of the role, or of the user who asked
    /// @param policies the session policies; absent if none were passed
    /// @param tags session tags, which are `aws:PrincipalTag/...`
    /// @param provider the ARN of the identity provider that vouched for who asked; empty if none did
    /// @param transitive the keys of tags that sessions made by this one inherit
    /// @param multiFactor whether a second factor was shown
    record Session(
            String issuer,
            Instant issued,
            Instant expires,
            Optional<List<NamedPolicy>> policies,
            Map<String, String> tags,
            List<String> transitive,
            String sourceIdentity,
            String provider,
            boolean multiFactor) {
        public Session {
            transitive = List.copyOf(transitive);
            policies = policies.map(List::copyOf);
            tags = Map.copyOf(tags);
        }
    }

    /// As whom a request is decided: nobody if it is anonymous.
    default Principal orNobody() {
        return switch (this) {
            case Principal known -> known;
            case Anonymous() -> Principal.nobody();
        };
    }

    /// The principal as policies name it.
    default PrincipalName asPrincipal() {
        return switch (this) {
            case Principal known -> known.principal();
            case Anonymous() -> PrincipalName.NOBODY;
        };
    }
}
