package sealstead.control;

import sealstead.iam.RequestContext;
import sealstead.store.Bytes;
import sealstead.wire.Query;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;

/// An authenticated call of S3 Control.
///
/// @param account the account that the call says it is about
/// @param label what the operation's path names, decoded; empty if it names nothing
/// @param body as it was proven
record ControlCall(
        ControlOperation row, RequestContext context, String account, String label, Query query, Bytes body) {
    /// The root element of the document that the call's row names.
    XmlElement root() {
        return XmlReader.read(body.readOnlyArray(), row.document(), ControlDoor.NAMESPACE);
    }
}
