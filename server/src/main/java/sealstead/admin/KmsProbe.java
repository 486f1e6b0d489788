package sealstead.admin;

import java.time.Clock;
import java.util.Map;
import sealstead.crypto.SecretBytes;
import sealstead.encryption.Purpose;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.kms.DataKey;
import sealstead.kms.KeyService;
import sealstead.kms.KmsException;
import sealstead.kms.Use;
import sealstead.store.Bytes;

/// Asks the KMS for a data key, has it opened again, and makes sure that it does not open in another context: generate,
/// decrypt and mismatch told apart, because they break for different reasons.
public final class KmsProbe {
    private static final String ACCOUNT = "000000000000";
    private static final Map<String, String> CONTEXT = Map.of("sealstead:probe", "health");
    private static final Map<String, String> OTHER = Map.of("sealstead:probe", "another");

    private final KeyService kms;
    private final Clock clock;
    private final String region;

    public KmsProbe(KeyService kms, Clock clock, String region) {
        this.kms = kms;
        this.clock = clock;
        this.region = region;
    }

    /// What works.
    ///
    /// @param mismatch whether a wrong context was refused, as it must be
    public record Health(boolean generate, boolean decrypt, boolean mismatch) {
        public boolean isWell() {
            return generate && decrypt && mismatch;
        }
    }

    public Health ask() {
        var requestContext = RequestContext.ofJob(Caller.Principal.root(ACCOUNT, "probe"), clock.instant(), region);
        var use = new Use(requestContext, region, "s3", "", Purpose.SELF_TEST);
        try (DataKey key = kms.generateDataKey(use, "alias/aws/s3", CONTEXT)) {
            return new Health(true, opensAgain(use, key), isRefusedElsewhere(use, key.ciphertext()));
        } catch (KmsException | java.io.UncheckedIOException unwell) {
            return new Health(false, false, false);
        }
    }

    private boolean opensAgain(Use use, DataKey key) {
        try (SecretBytes opened = kms.decrypt(use, key.ciphertext(), CONTEXT)) {
            return opened.equals(key.plaintext());
        } catch (KmsException | java.io.UncheckedIOException unwell) {
            return false;
        }
    }

    private boolean isRefusedElsewhere(Use use, Bytes ciphertext) {
        try (SecretBytes opened = kms.decrypt(use, ciphertext, OTHER)) {
            return opened.length() == 0;
        } catch (KmsException refused) {
            return refused.code().equals("InvalidCiphertextException");
        } catch (java.io.UncheckedIOException unwell) {
            return false;
        }
    }
}
