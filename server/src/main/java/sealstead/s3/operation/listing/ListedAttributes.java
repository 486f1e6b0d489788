package sealstead.s3.operation.listing;

import java.time.Instant;
import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.object.ListedVersion;
import sealstead.wire.Clipped;
import sealstead.xml.XmlWriter;

/// What a listing tells of objects only if `x-amz-optional-object-attributes` asks for it: `RestoreStatus`.
///
/// @param restored the time at which it is told how far restorations are
record ListedAttributes(Optional<Instant> restored) {
    private static final String HEADER = "x-amz-optional-object-attributes";
    private static final int MAX_SHOWN = 64;

    static ListedAttributes of(S3Request request, Instant now) {
        boolean wanted = false;
        for (var header : request.headers().all(HEADER)) {
            for (var name : header.split(",")) {
                if (!name.strip().equals("RestoreStatus")) {
                    throw S3Error.invalidArgument(
                            "Invalid attribute name specified.", HEADER, Clipped.of(name, MAX_SHOWN));
                }
                wanted = true;
            }
        }
        return new ListedAttributes(wanted ? Optional.of(now) : Optional.empty());
    }

    void write(XmlWriter xml, ListedVersion object) {
        restored.ifPresent(now -> object.storage().writeStatus(xml, now));
    }
}
