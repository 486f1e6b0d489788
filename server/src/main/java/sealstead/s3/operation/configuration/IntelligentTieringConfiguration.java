package sealstead.s3.operation.configuration;

import java.util.EnumSet;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.configuration.NamedConfiguration;
import sealstead.s3.configuration.ObjectFilter;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;

/// After how many days objects of the class INTELLIGENT_TIERING go to its archives, under an id. It is kept and
/// read back, and no object goes anywhere: nobody watches how often one is read.
public final class IntelligentTieringConfiguration implements NamedConfiguration {
    private static final int MAX_DAYS = 730;

    private enum AccessTier {
        ARCHIVE_ACCESS(90),
        DEEP_ARCHIVE_ACCESS(180);

        private final int minDays;

        AccessTier(int minDays) {
            this.minDays = minDays;
        }

        static AccessTier named(String name) {
            for (var tier : values()) {
                if (tier.name().equals(name)) {
                    return tier;
                }
            }
            throw new MalformedXmlException();
        }
    }

    @Override
    public DocumentKind kind() {
        return DocumentKind.INTELLIGENT_TIERING;
    }

    @Override
    public String root() {
        return "IntelligentTieringConfiguration";
    }

    @Override
    public String listRoot() {
        return "ListBucketIntelligentTieringConfigurationsOutput";
    }

    @Override
    public void check(Bucket bucket, String id, XmlElement document) {
        document.only("Id", "Filter", "Status", "Tiering");
        boolean same = document.text("Id").filter(id::equals).isPresent();
        var status = document.text("Status").orElse("");
        var tierings = document.all("Tiering");
        if (!same || tierings.isEmpty() || !(status.equals("Enabled") || status.equals("Disabled"))) {
            throw new MalformedXmlException();
        }
        ObjectFilter.check(document);
        var seen = EnumSet.noneOf(AccessTier.class);
        for (var tiering : tierings) {
            var tier = AccessTier.named(
                    tiering.only("Days", "AccessTier").text("AccessTier").orElse(""));
            var days = tiering.text("Days").orElse("");
            if (!days.matches("-?[0-9]{1,9}") || !seen.add(tier)) {
                throw new MalformedXmlException();
            }
            int number = Integer.parseInt(days);
            if (number < tier.minDays || number > MAX_DAYS) {
                throw S3Error.INVALID_ARGUMENT.saying("'Days' of the access tier " + tier + " must be between "
                        + tier.minDays + " and " + MAX_DAYS + ".");
            }
        }
    }
}
