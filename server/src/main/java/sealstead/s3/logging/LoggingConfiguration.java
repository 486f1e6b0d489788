package sealstead.s3.logging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.access.AclAccess;
import sealstead.s3.acl.Acl;
import sealstead.s3.acl.AclXml;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.configuration.Configuration;
import sealstead.store.Bytes;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// Whether requests to a bucket are logged, and into which one of the same owner and region.
public final class LoggingConfiguration implements Configuration {
    private static final String ROOT = "BucketLoggingStatus";

    private final Buckets buckets;
    private final AclAccess lists;

    public LoggingConfiguration(Buckets buckets, AclAccess lists) {
        this.buckets = buckets;
        this.lists = lists;
    }

    @Override
    public DocumentKind kind() {
        return DocumentKind.LOGGING;
    }

    @Override
    public Bytes checked(Bucket bucket, RequestDocument body) throws IOException {
        var root = body.root();
        var target = target(root);
        if (target.isPresent()) {
            var found = buckets.find(target.get().bucket())
                    .filter(named -> !named.isDirectory())
                    .orElseThrow(() -> invalidTarget("The target bucket for logging does not exist")
                            .with("TargetBucket", target.get().bucket()));
            if (!found.owner().equals(bucket.owner())) {
                throw invalidTarget("The owner for the bucket to be logged and the target bucket must be the same.");
            }
            if (!found.region().equals(bucket.region())) {
                throw S3Error.CROSS_LOCATION_LOGGING.refusal().with("TargetBucketLocation", found.region());
            }
            if (found.settings().lock().byDefault().isPresent()) {
                throw invalidTarget("The target bucket for logging must not have a default retention.");
            }
        }
        var grants = root.one("LoggingEnabled").flatMap(enabled -> enabled.one("TargetGrants"));
        if (grants.isPresent()) {
            lists.grants(grants.get());
        }
        target.ifPresent(accepted -> accepted.checkKey(bucket));
        return Bytes.wrap(XmlWriter.document(root));
    }

    private static Refusal invalidTarget(String why) {
        return S3Error.INVALID_LOGGING_TARGET.saying(why);
    }

    /// The target of a document that was accepted.
    static Optional<LoggingTarget> target(Bytes document) {
        return target(XmlReader.read(document.readOnlyArray(), ROOT));
    }

    private static Optional<LoggingTarget> target(XmlElement root) {
        return root.only("LoggingEnabled").one("LoggingEnabled").map(enabled -> {
            enabled.only("TargetBucket", "TargetPrefix", "TargetObjectKeyFormat", "TargetGrants");
            var prefix = enabled.one("TargetPrefix").orElseThrow(MalformedXmlException::new);
            return new LoggingTarget(
                    enabled.text("TargetBucket").orElseThrow(MalformedXmlException::new),
                    prefix.exactText(),
                    enabled.one("TargetObjectKeyFormat")
                            .map(LoggingConfiguration::format)
                            .orElse(LoggingTarget.Format.SIMPLE),
                    enabled.one("TargetGrants").map(LoggingConfiguration::kept));
        });
    }

    /// Grants that were looked at when the document was put.
    private static Acl kept(XmlElement grants) {
        try {
            return AclXml.grants(grants, id -> true);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static LoggingTarget.Format format(XmlElement format) {
        var partitioned = format.only("SimplePrefix", "PartitionedPrefix").one("PartitionedPrefix");
        if (format.children().size() != 1) {
            throw new MalformedXmlException();
        }
        return partitioned.map(LoggingConfiguration::partition).orElse(LoggingTarget.Format.SIMPLE);
    }

    /// S3 takes the events' dates if none are asked for.
    private static LoggingTarget.Format partition(XmlElement partitioned) {
        return switch (partitioned
                .only("PartitionDateSource")
                .text("PartitionDateSource")
                .orElse("EventTime")) {
            case "EventTime" -> LoggingTarget.Format.PARTITIONED_BY_EVENT;
            case "DeliveryTime" -> LoggingTarget.Format.PARTITIONED_BY_DELIVERY;
            default -> throw new MalformedXmlException();
        };
    }

    @Override
    public Reply absent(Bucket bucket) {
        return Reply.of(200, "application/xml", XmlWriter.document(ROOT).toBytes());
    }
}
