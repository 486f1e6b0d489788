package sealstead.query.sts;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import sealstead.api.ApiOperation;
import sealstead.iam.Caller;
import sealstead.iam.policy.PrincipalName;

/// Every operation of AWS's STS model; those without a handler say so by name. A row's name on the wire follows
/// from its own, and so does its action, if it has one.
public enum StsOperation implements ApiOperation {
    /// Tags of the session and a source identity need actions of their own.
    ASSUME_ROLE,
    ASSUME_ROLE_WITH_SAML,
    ASSUME_ROLE_WITH_WEB_IDENTITY,
    ASSUME_ROOT,
    DECODE_AUTHORIZATION_MESSAGE,
    GET_ACCESS_KEY_INFO(Sessions.OF_ROLES),
    /// Nothing can forbid it.
    GET_CALLER_IDENTITY(Sessions.ALL, false),
    GET_DELEGATED_ACCESS_TOKEN,
    GET_FEDERATION_TOKEN(Sessions.REFUSED_LATER),
    /// It gives what the caller has.
    GET_SESSION_TOKEN(Sessions.REFUSED_LATER, false),
    GET_WEB_IDENTITY_TOKEN;

    /// Whose session credentials open an operation. Credentials of GetFederationToken open nothing of STS, those of
    /// GetSessionToken little.
    private enum Sessions {
        ALL,
        UNLESS_FEDERATED,
        OF_ROLES,
        /// None; the operation says so, after what is wrong with the request.
        REFUSED_LATER
    }

    private static final Map<String, StsOperation> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(StsOperation::wireName, row -> row));

    private final String wireName;
    private final Sessions sessions;
    private final List<String> actions;

    StsOperation() {
        this(Sessions.UNLESS_FEDERATED);
    }

    StsOperation(Sessions sessions) {
        this(sessions, true);
    }

    /// @param hasAction whether policies can allow or deny it
    StsOperation(Sessions sessions, boolean hasAction) {
        this.wireName = ApiOperation.wireName(this, Set.of("SAML"));
        this.sessions = sessions;
        this.actions = hasAction ? List.of("sts:" + wireName) : List.of();
    }

    static Optional<StsOperation> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    @Override
    public String wireName() {
        return wireName;
    }

    @Override
    public List<String> actions() {
        return actions;
    }

    /// Nothing of STS changes anything that is kept.
    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public boolean needsRoom() {
        return false;
    }

    /// Whether credentials like the caller's open it at all.
    boolean isOpenTo(Caller.Principal caller) {
        if (caller.session().isEmpty()) {
            return true;
        }
        var kind = caller.principal().kind();
        return switch (sessions) {
            case ALL, REFUSED_LATER -> true;
            case UNLESS_FEDERATED -> kind != PrincipalName.Kind.FEDERATED_USER;
            case OF_ROLES ->
                kind != PrincipalName.Kind.FEDERATED_USER
                        && kind != PrincipalName.Kind.USER
                        && kind != PrincipalName.Kind.ROOT;
        };
    }
}
