package sealstead.tracing;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import sealstead.auth.Authentication;
import sealstead.auth.Authenticator;
import sealstead.auth.EffectiveRequest;
import sealstead.auth.SignatureVersion2;
import sealstead.iam.AccessKeys;
import sealstead.wire.Query;
import sealstead.wire.Request;

/// An authenticator whose checks are steps. Who asked is not told: the audit trail does.
final class TracedAuthenticator extends Authenticator {
    private static final String STEP = "authentication";

    TracedAuthenticator(AccessKeys keys, Clock clock, List<String> regions, SignatureVersion2 version2) {
        super(keys, clock, regions, version2);
    }

    @Override
    public Authentication s3(EffectiveRequest request, String hostedBucket) {
        return TraceStep.in(STEP, step -> super.s3(request, hostedBucket));
    }

    @Override
    public Authentication form(String policy, Map<String, String> fields) {
        return TraceStep.in(STEP, step -> super.form(policy, fields));
    }

    @Override
    public Authentication service(
            Request request, Query query, String service, byte[] body, List<String> otherRegions) {
        return TraceStep.in(STEP, step -> super.service(request, query, service, body, otherRegions));
    }
}
