package sealstead.control;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.s3.accesspoint.AccessPointError;
import sealstead.s3.accesspoint.AsyncRequest;
import sealstead.s3.accesspoint.MultiRegionAccessPoints;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.PublicAccessBlock;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;

/// POST /v20180820/async-requests/mrap/create: one name for a bucket in each of several regions. What the
/// block of public access does not name is off; without a block all of it is on.
final class CreateMultiRegionAccessPoint implements ControlAction {
    private static final int MAX_REGIONS = 17;

    private final AccessPointGate gate;
    private final MultiRegionAccessPoints points;
    private final Buckets buckets;
    private final Clock clock;

    CreateMultiRegionAccessPoint(AccessPointGate gate, MultiRegionAccessPoints points, Buckets buckets, Clock clock) {
        this.gate = gate;
        this.points = points;
        this.buckets = buckets;
        this.clock = clock;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        var sent = AsyncRequestXml.read(call, "PublicAccessBlock", "Regions");
        return gate.resource(call, "*").then(allowed -> {
            var regions = sent.details()
                    .one("Regions")
                    .orElseThrow(MalformedXmlException::new)
                    .only("Region")
                    .all("Region");
            if (regions.isEmpty()) {
                throw new MalformedXmlException();
            }
            if (regions.size() > MAX_REGIONS) {
                throw AccessPointError.TOO_MANY_REGIONS.refusal();
            }
            var request = AsyncRequestXml.request(
                    call,
                    AsyncRequest.Kind.CREATE,
                    sent,
                    clock.instant(),
                    named(call.account(), regions),
                    sent.details().one("PublicAccessBlock").map(CreateMultiRegionAccessPoint::block),
                    "");
            return AsyncRequestXml.reply(points.submit(request));
        });
    }

    /// The buckets are there, belong to whom the request says, and are each in a region of its own.
    private List<AsyncRequest.Named> named(String account, List<XmlElement> regions) throws IOException {
        var all = new ArrayList<AsyncRequest.Named>();
        var seen = new HashSet<String>();
        for (var region : regions) {
            region.only("Bucket", "BucketAccountId");
            var name = region.text("Bucket").orElseThrow(MalformedXmlException::new);
            var owner = region.text("BucketAccountId").orElse("");
            if (!owner.isEmpty() && !owner.matches("[0-9]{12}")) {
                throw S3Error.INVALID_REQUEST.saying("The BucketAccountId is not the id of an account.");
            }
            var bucket = buckets.find(name).orElseThrow(() -> S3Error.noSuchBucket(name));
            if (!bucket.owner().equals(owner.isEmpty() ? account : owner)) {
                throw S3Error.ACCESS_DENIED.refusal();
            }
            if (bucket.isDirectory()) {
                throw S3Error.INVALID_REQUEST.saying("A directory bucket has no Multi-Region Access Point.");
            }
            if (!seen.add(bucket.region())) {
                throw AccessPointError.SAME_REGION.refusal().with("Region", bucket.region());
            }
            all.add(new AsyncRequest.Named(name, owner, bucket.region()));
        }
        return all;
    }

    private static PublicAccessBlock block(XmlElement sent) {
        sent.only("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets");
        return new PublicAccessBlock(
                isOn(sent, "BlockPublicAcls"),
                isOn(sent, "IgnorePublicAcls"),
                isOn(sent, "BlockPublicPolicy"),
                isOn(sent, "RestrictPublicBuckets"));
    }

    private static boolean isOn(XmlElement block, String name) {
        return Optional.of(name)
                .flatMap(block::one)
                .filter(flag -> flag.text().equalsIgnoreCase("true"))
                .isPresent();
    }
}
