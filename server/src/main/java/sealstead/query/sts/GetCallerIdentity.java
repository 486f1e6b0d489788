package sealstead.query.sts;

import sealstead.query.Call;
import sealstead.query.QueryHandler;
import sealstead.query.Step;

/// GetCallerIdentity: who is asking. Nothing can forbid it.
final class GetCallerIdentity implements QueryHandler {
    @Override
    public Step.Ask read(Call call) {
        return Step.needingNothing()
                .reply(out -> out.element("Arn", call.caller().arn())
                        .element("UserId", call.caller().id())
                        .element("Account", call.account()));
    }
}
