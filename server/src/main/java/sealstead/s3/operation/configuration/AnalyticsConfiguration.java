package sealstead.s3.operation.configuration;

import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.configuration.NamedConfiguration;
import sealstead.s3.configuration.ObjectFilter;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;

/// Which accesses to a bucket are analysed for its storage classes, under an id. It is kept and read back, and
/// nothing is analysed: all classes are the same here, so there is nothing that an analysis could advise.
public final class AnalyticsConfiguration implements NamedConfiguration {
    @Override
    public DocumentKind kind() {
        return DocumentKind.ANALYTICS;
    }

    @Override
    public String root() {
        return "AnalyticsConfiguration";
    }

    @Override
    public String listRoot() {
        return "ListBucketAnalyticsConfigurationsResult";
    }

    @Override
    public void check(Bucket bucket, String id, XmlElement document) {
        document.only("Id", "Filter", "StorageClassAnalysis");
        if (!required(document, "Id").text().equals(id)) {
            throw new MalformedXmlException();
        }
        ObjectFilter.check(document);
        required(document, "StorageClassAnalysis")
                .only("DataExport")
                .one("DataExport")
                .ifPresent(AnalyticsConfiguration::checkExport);
    }

    private static void checkExport(XmlElement export) {
        var version = required(export.only("OutputSchemaVersion", "Destination"), "OutputSchemaVersion");
        var destination = required(required(export, "Destination").only("S3BucketDestination"), "S3BucketDestination")
                .only("Format", "BucketAccountId", "Bucket", "Prefix");
        boolean account = destination
                .text("BucketAccountId")
                .map(text -> text.matches("[0-9]{12}"))
                .orElse(true);
        if (!version.text().equals("V_1")
                || !required(destination, "Format").text().equals("CSV")
                || !required(destination, "Bucket").text().matches("arn:[a-z-]+:s3:::[A-Za-z0-9._-]{3,255}")
                || !account) {
            throw new MalformedXmlException();
        }
        destination.one("Prefix").ifPresent(XmlElement::exactText);
    }

    private static XmlElement required(XmlElement parent, String name) {
        return parent.one(name).orElseThrow(MalformedXmlException::new);
    }
}
