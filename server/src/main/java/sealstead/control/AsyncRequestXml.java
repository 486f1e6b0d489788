package sealstead.control;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import sealstead.crypto.CipherPool;
import sealstead.s3.S3Error;
import sealstead.s3.accesspoint.AsyncRequest;
import sealstead.s3.accesspoint.MultiRegionAccessPoint;
import sealstead.s3.bucket.PublicAccessBlock;
import sealstead.time.IsoTime;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlWriter;

/// What the requests about Multi-Region Access Points have in common: a client token, the name in their
/// details, and an answer that is a token to ask about.
final class AsyncRequestXml {
    private static final int TOKEN_DIGITS = 40;

    private AsyncRequestXml() {}

    /// A request as it was sent.
    record Sent(String clientToken, String name, XmlElement details) {}

    /// @param members of the details beside the name
    static Sent read(ControlCall call, String... members) {
        var root = call.root().only("ClientToken", "Details");
        var all = java.util.Arrays.copyOf(members, members.length + 1);
        all[members.length] = "Name";
        var details =
                root.one("Details").orElseThrow(MalformedXmlException::new).only(all);
        var token = root.text("ClientToken").orElseThrow(MalformedXmlException::new);
        if (!token.matches("\\S{1,64}")) {
            throw S3Error.INVALID_REQUEST.saying("The ClientToken is not valid.");
        }
        var name = details.text("Name").orElseThrow(MalformedXmlException::new);
        if (!name.matches("[a-z0-9][-a-z0-9]{1,48}[a-z0-9]")) {
            throw S3Error.INVALID_REQUEST.saying("The name of the Multi-Region Access Point is not valid.");
        }
        return new Sent(token, name, details);
    }

    static AsyncRequest request(
            ControlCall call,
            AsyncRequest.Kind kind,
            Sent sent,
            Instant now,
            List<AsyncRequest.Named> buckets,
            Optional<PublicAccessBlock> publicAccess,
            String policy) {
        var text = call.account() + "/" + kind + "/" + sent.clientToken();
        var digest = CipherPool.sha256(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return new AsyncRequest(
                call.account(),
                HexFormat.of().formatHex(digest).substring(0, TOKEN_DIGITS),
                kind,
                now.truncatedTo(ChronoUnit.MILLIS),
                sent.name(),
                buckets,
                publicAccess,
                policy,
                AsyncRequest.Status.NEW,
                "",
                "");
    }

    static Reply reply(AsyncRequest request) {
        var xml = XmlWriter.document(request.kind().wireName() + "Result", ControlDoor.NAMESPACE)
                .element("RequestTokenARN", request.arn());
        return Reply.of(200, "application/xml", xml.toBytes());
    }

    static void write(XmlWriter xml, PublicAccessBlock block) {
        xml.begin("PublicAccessBlock")
                .element("BlockPublicAcls", block.blockPublicAcls())
                .element("IgnorePublicAcls", block.ignorePublicAcls())
                .element("BlockPublicPolicy", block.blockPublicPolicy())
                .element("RestrictPublicBuckets", block.restrictPublicBuckets())
                .end();
    }

    static String time(Instant time) {
        return IsoTime.toMillis(time);
    }

    /// A row of what an account has. Changes are single commits, so that whatever is there is ready.
    static void write(XmlWriter xml, MultiRegionAccessPoint point) {
        xml.begin("AccessPoint")
                .element("Name", point.name())
                .element("Alias", point.alias())
                .element("CreatedAt", time(point.created()));
        write(xml, point.publicAccess());
        xml.element("Status", "READY").begin("Regions");
        for (var route : point.routes()) {
            xml.begin("Region")
                    .element("Bucket", route.bucket())
                    .element("Region", route.region())
                    .element("BucketAccountId", route.owner())
                    .end();
        }
        xml.end().end();
    }
}
