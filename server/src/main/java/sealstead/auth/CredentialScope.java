package sealstead.auth;

import java.util.Arrays;
import java.util.List;
import sealstead.wire.Clipped;
import sealstead.wire.Refusal;

/// What a signature is good for: `<akid>/<yyyymmdd>/<region>/<service>/aws4_request`, without a region for
/// SigV4A.
///
/// @param region empty where a set of regions stands elsewhere
record CredentialScope(SigningAlgorithm algorithm, String accessKeyId, String date, String region, String service) {
    static final String EXPRESS = "s3express";
    private static final String TERMINAL = "aws4_request";
    private static final String FORM = "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request";
    private static final String FORM_WITHOUT_REGION = "<YOUR-AKID>/YYYYMMDD/SERVICE/aws4_request";

    /// Parses a credential of the header form.
    static CredentialScope ofHeader(SigningAlgorithm algorithm, String credential) {
        var parts = split(algorithm, credential);
        if (parts.length != 5) {
            throw AuthError.malformedHeader("the Credential is mal-formed; expecting \""
                    + (algorithm == SigningAlgorithm.ECDSA ? FORM_WITHOUT_REGION : FORM) + "\".");
        }
        if (!parts[4].equals(TERMINAL)) {
            throw AuthError.malformedHeader(
                    "incorrect terminal \"" + Clipped.of(parts[4]) + "\". This endpoint uses \"" + TERMINAL + "\".");
        }
        if (!isDate(parts[1])) {
            throw AuthError.malformedHeader("incorrect date format \"" + Clipped.of(parts[1])
                    + "\". This date in the credential must be in the format \"yyyyMMdd\".");
        }
        return new CredentialScope(algorithm, parts[0], parts[1], parts[2], parts[3]);
    }

    /// Parses a credential of the query form.
    static CredentialScope ofQuery(SigningAlgorithm algorithm, String credential) {
        var parts = split(algorithm, credential);
        if (parts.length != 5 || !isDate(parts[1]) || !parts[4].equals(TERMINAL)) {
            throw algorithm == SigningAlgorithm.ECDSA
                    ? AuthError.malformedQuery(
                            "the Credential is mal-formed; expecting \"" + FORM_WITHOUT_REGION + "\".")
                    : AuthError.QUERY_CREDENTIAL_MALFORMED.refusal();
        }
        return new CredentialScope(algorithm, parts[0], parts[1], parts[2], parts[3]);
    }

    /// Five parts, the region empty where there is none; others for what is malformed. An access key id may
    /// itself hold `/`, so the known parts are taken from the right.
    private static String[] split(SigningAlgorithm algorithm, String credential) {
        var parts = credential.split("/", -1);
        int known = algorithm == SigningAlgorithm.ECDSA ? 3 : 4;
        int ofId = parts.length - known;
        if (ofId < 1) {
            return new String[0];
        }
        var id = String.join("/", Arrays.copyOf(parts, ofId));
        var region = algorithm == SigningAlgorithm.ECDSA ? "" : parts[ofId + 1];
        return new String[] {id, parts[ofId], region, parts[parts.length - 2], parts[parts.length - 1]};
    }

    private static boolean isDate(String text) {
        return text.length() == 8 && IsoBasic.areDigits(text, 0, 8);
    }

    /// Refuses a scope for another service or region than this endpoint's.
    ///
    /// @param regionSet what the request says of regions, for a scope without one
    /// @return the regions of the endpoint that the signature is good for
    List<String> check(String expectedService, List<String> regions, String regionSet, boolean query) {
        boolean express = expectedService.equals("s3") && algorithm == SigningAlgorithm.HMAC;
        boolean known = service.equals(expectedService) || (express && service.equals(EXPRESS));
        if (!known) {
            throw malformed(
                    query,
                    "incorrect service \"" + Clipped.of(service) + "\". This endpoint belongs to \"" + expectedService
                            + "\".");
        }
        var expected = regions.getFirst();
        if (algorithm == SigningAlgorithm.ECDSA) {
            var covered = RegionSet.parse(regionSet)
                    .orElseThrow(() ->
                            malformed(query, "the region set '" + Clipped.of(regionSet) + "' is mal-formed or missing"))
                    .covered(regions);
            if (covered.isEmpty()) {
                var tail = "the region set '" + Clipped.of(regionSet) + "' is wrong; expecting '" + expected + "'";
                throw malformed(query, tail).with("Region", expected);
            }
            return covered;
        }
        if (!regions.contains(region)) {
            var tail = "the region '" + Clipped.of(region) + "' is wrong; expecting '" + expected + "'";
            throw malformed(query, tail).with("Region", expected);
        }
        return List.of(region);
    }

    private static Refusal malformed(boolean query, String tail) {
        return query ? AuthError.malformedQuery(tail) : AuthError.malformedHeader(tail);
    }

    @Override
    public String toString() {
        return date + "/" + (region.isEmpty() ? "" : region + "/") + service + "/" + TERMINAL;
    }

    boolean isS3() {
        return isS3(service);
    }

    static boolean isS3(String service) {
        return service.equals("s3") || service.equals(EXPRESS);
    }
}
