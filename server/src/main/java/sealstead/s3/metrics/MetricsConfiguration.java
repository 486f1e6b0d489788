package sealstead.s3.metrics;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sealstead.iam.policy.Tag;
import sealstead.s3.S3Error;
import sealstead.s3.TagSet;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.configuration.NamedConfiguration;
import sealstead.s3.configuration.NamedDocuments;
import sealstead.store.Bytes;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;

/// Which requests to a bucket are counted, under an id.
public final class MetricsConfiguration implements NamedConfiguration {
    private static final String ROOT = "MetricsConfiguration";
    private static final int MAX_PREFIX_BYTES = 1024;
    /// No object has more.

    @Override
    public DocumentKind kind() {
        return DocumentKind.METRICS;
    }

    @Override
    public String root() {
        return ROOT;
    }

    @Override
    public String listRoot() {
        return "ListMetricsConfigurationsResult";
    }

    @Override
    public void check(Bucket bucket, String id, XmlElement document) {
        var filter = filter(document);
        if (!filter.id().equals(id)) {
            throw new MalformedXmlException();
        }
        if (bucket.isDirectory() && !filter.tags().isEmpty()) {
            throw S3Error.INVALID_REQUEST.saying(
                    "Metrics configurations of this bucket do not support filters with Tag: its objects have none.");
        }
    }

    /// The filters of configurations that were accepted.
    static List<MetricsFilter> filters(Bytes documents) {
        return NamedDocuments.all(documents).stream()
                .map(document -> filter(XmlReader.read(document.readOnlyArray(), ROOT)))
                .toList();
    }

    private static MetricsFilter filter(XmlElement root) {
        var id = root.only("Id", "Filter").text("Id").orElseThrow(MalformedXmlException::new);
        var filter = root.one("Filter");
        if (filter.isEmpty()) {
            return new MetricsFilter(id, "", Map.of());
        }
        var only = filter.get().only("Prefix", "Tag", "AccessPointArn", "And");
        var and = only.one("And");
        if (only.children().size() != 1) {
            throw new MalformedXmlException();
        }
        if (and.isEmpty()) {
            return filter(id, only);
        }
        var all = and.get().only("Prefix", "Tag", "AccessPointArn");
        if (all.children().size() < 2) {
            throw new MalformedXmlException();
        }
        return filter(id, all);
    }

    private static MetricsFilter filter(String id, XmlElement predicates) {
        if (predicates.one("AccessPointArn").isPresent()) {
            throw S3Error.NOT_IMPLEMENTED.saying(
                    "The filter AccessPointArn is not implemented: there are no access points.");
        }
        var prefix = predicates.one("Prefix").map(XmlElement::exactText).orElse("");
        var tags = new LinkedHashMap<String, String>();
        for (var tag : TagSet.elements(predicates)) {
            if (tags.put(tag.key(), tag.value()) != null) {
                throw new MalformedXmlException();
            }
        }
        if (prefix.getBytes(StandardCharsets.UTF_8).length > MAX_PREFIX_BYTES || tags.size() > Tag.MAX_OF_OBJECT) {
            throw new MalformedXmlException();
        }
        return new MetricsFilter(id, prefix, tags);
    }
}
