package sealstead.query.sts;

import sealstead.query.Call;
import sealstead.query.Operation;
import sealstead.xml.XmlWriter;

/// GetCallerIdentity: who is asking. Nothing can forbid it.
final class GetCallerIdentity implements Operation {
    @Override
    public void answer(Call call, XmlWriter out) {
        out.element("Arn", call.caller().arn())
                .element("UserId", call.caller().id())
                .element("Account", call.account());
    }
}
