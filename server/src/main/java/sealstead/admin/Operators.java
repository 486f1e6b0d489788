package sealstead.admin;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import sealstead.auth.Authentication;
import sealstead.auth.Authenticator;
import sealstead.iam.Authorizer;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.Question;
import sealstead.wire.ErrorRow;
import sealstead.wire.Query;
import sealstead.wire.Refusal;
import sealstead.wire.Request;

/// Who may ask for administration by their own signature: principals of the first account, its root user by
/// default, others by policies that allow `sealstead:...` on `*`. Administration is of the whole server, so no
/// principal of another account ever may, whatever its own policies say; one that shall assumes a role of the first
/// account.
public final class Operators {
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final String account;
    private final Clock clock;

    /// @param account the first one
    public Operators(Authenticator authenticator, Authorizer authorizer, String account, Clock clock) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.account = account;
        this.clock = clock;
    }

    static boolean isSigned(Request request) {
        return request.headers().first("authorization").orElse("").startsWith("AWS4-");
    }

    /// @throws Refusal 403 if the signature is not good, or not for this service
    RequestContext authenticate(Request request, Query query, byte[] body) {
        Authentication authentication;
        try {
            authentication = authenticator.service(request, query, AdminOperation.SERVICE, body);
        } catch (Refusal refused) {
            throw new ErrorRow.Relayed(403, refused.code(), refused.message()).refusal();
        }
        if (!(authentication.caller() instanceof Caller.Principal)
                || authentication.bucketSession().isPresent()) {
            throw AdminError.ACCESS_DENIED.saying("Administration is for users and roles.");
        }
        return authentication.context(request, clock.instant());
    }

    /// @throws Refusal if no policy allows it, or none can
    void authorize(RequestContext context, AdminOperation operation) throws IOException {
        var caller = context.caller().asPrincipal();
        if (!caller.accountId().equals(account)) {
            throw AdminError.ACCESS_DENIED.saying("User: " + caller.arn() + " is not authorized to perform: "
                    + operation.action() + " because administration is for principals of account " + account);
        }
        var decision = authorizer.decide(context, operation.action(), "*", account, context, Optional.empty());
        if (decision instanceof Decision.Deny denied) {
            throw AdminError.ACCESS_DENIED.saying(
                    denied.message(new Question(caller, operation.action(), "*", account, context)));
        }
        if (operation.access() == AdminOperation.Access.MACHINE) {
            throw AdminError.ACCESS_DENIED.saying(
                    operation.wireName() + " is for who holds the root key, on the server's machine.");
        }
    }
}
