package sealstead.query;

import sealstead.iam.Caller;
import sealstead.iam.RequestFacts;
import sealstead.wire.Request;

/// One authenticated call.
///
/// @param service `iam` or `sts`
/// @param operation the value of `Action`
/// @param facts what is known of the request, for whoever decides about it
public record Call(
        Request request, String service, String operation, Form form, Caller.Principal caller, RequestFacts facts) {
    public String account() {
        return caller.accountId();
    }

    /// The action that policies know the call by.
    public String action() {
        return service + ":" + operation;
    }
}
