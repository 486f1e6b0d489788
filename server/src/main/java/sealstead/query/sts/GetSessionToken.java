package sealstead.query.sts;

import java.time.Duration;
import sealstead.iam.Sessions;
import sealstead.iam.policy.PrincipalName;
import sealstead.query.Call;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;

/// GetSessionToken: temporary credentials of the caller itself, which needs no permission.
final class GetSessionToken implements QueryHandler {
    static final int MAX_SECONDS = 129_600;
    static final int USUAL = 43_200;
    static final Duration MAX_OF_ROOT = Duration.ofHours(1);

    private final Sessions sessions;

    GetSessionToken(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Step.Ask read(Call call) {
        var lasts = lasting(call);
        if (call.caller().session().isPresent()) {
            throw QueryError.ACCESS_DENIED.saying("Cannot call GetSessionToken with session credentials");
        }
        if (call.form().text("TokenCode").isPresent()) {
            throw QueryError.ACCESS_DENIED.saying(
                    "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
        }
        return Step.needingNothing().reply(out -> CredentialsXml.write(sessions.ofCaller(call.caller(), lasts), out));
    }

    /// What is asked for; never more than an hour for a root user.
    static Duration lasting(Call call) {
        var asked = SessionRequest.duration(call.form(), USUAL, MAX_SECONDS);
        boolean root = call.caller().principal().kind() == PrincipalName.Kind.ROOT;
        return root && asked.compareTo(MAX_OF_ROOT) > 0 ? MAX_OF_ROOT : asked;
    }
}
