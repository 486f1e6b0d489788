package sealstead.s3.operation.bucket;

import java.io.IOException;
import java.util.Optional;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.LockSettings;
import sealstead.s3.bucket.Versioning;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;

/// PUT /{bucket}?object-lock: switches Object Lock on, if it is not yet, and says how long new versions are kept that
/// say nothing themselves.
public final class PutObjectLockConfiguration implements S3Handler.OnBucket {
    private static final int MAX_DAYS = 36_500;
    private static final int MAX_YEARS = 100;

    private final Buckets buckets;

    public PutObjectLockConfiguration(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var root = ConfigurationBody.required(request).root().only("ObjectLockEnabled", "Rule");
        if (!root.text("ObjectLockEnabled").orElse("").equals("Enabled")) {
            throw new MalformedXmlException();
        }
        var settings = new LockSettings(true, root.one("Rule").map(PutObjectLockConfiguration::retention));
        buckets.change(bucket, now -> {
            if (now.versioning() != Versioning.ENABLED) {
                throw S3Error.INVALID_BUCKET_STATE.saying(
                        "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
            }
            return now.with(now.settings().with(settings));
        });
        return Reply.empty(200);
    }

    private static LockSettings.DefaultRetention retention(XmlElement rule) {
        var retention = rule.only("DefaultRetention").one("DefaultRetention").orElseThrow(MalformedXmlException::new);
        var mode = retention.only("Mode", "Days", "Years").text("Mode").orElse("");
        if (!mode.equals("GOVERNANCE") && !mode.equals("COMPLIANCE")) {
            throw new MalformedXmlException();
        }
        var days = retention.text("Days");
        var years = retention.text("Years");
        if (days.isPresent() == years.isPresent()) {
            throw new MalformedXmlException();
        }
        return new LockSettings.DefaultRetention(
                mode, number("Days", days, MAX_DAYS), number("Years", years, MAX_YEARS));
    }

    private static int number(String name, Optional<String> text, int most) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.get().matches("-?[0-9]{1,9}")) {
            throw new MalformedXmlException();
        }
        int number = Integer.parseInt(text.get());
        if (number < 1) {
            throw S3Error.INVALID_ARGUMENT
                    .saying("Default retention period must be a positive integer value.")
                    .with("ArgumentName", name);
        }
        if (number > most) {
            throw S3Error.INVALID_ARGUMENT.saying(
                    "Default retention period too large, the maximum is " + MAX_YEARS + " years");
        }
        return number;
    }
}
