package sealstead.auth;

import sealstead.wire.Refusal;

/// What a signature is good for: `<akid>/<yyyymmdd>/<region>/<service>/aws4_request`.
record CredentialScope(String accessKeyId, String date, String region, String service) {
    private static final String TERMINAL = "aws4_request";

    /// Parses a credential of the header form.
    static CredentialScope ofHeader(String credential) {
        var parts = split(credential);
        if (parts.length != 5) {
            throw AuthError.malformedHeader("the Credential is mal-formed; expecting"
                    + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
        }
        if (!parts[4].equals(TERMINAL)) {
            throw AuthError.malformedHeader(
                    "incorrect terminal \"" + printable(parts[4]) + "\". This endpoint uses \"" + TERMINAL + "\".");
        }
        if (!isDate(parts[1])) {
            throw AuthError.malformedHeader("incorrect date format \"" + printable(parts[1])
                    + "\". This date in the credential must be in the format \"yyyyMMdd\".");
        }
        return new CredentialScope(parts[0], parts[1], parts[2], parts[3]);
    }

    /// Parses a credential of the query form.
    static CredentialScope ofQuery(String credential) {
        var parts = split(credential);
        if (parts.length != 5 || !isDate(parts[1]) || !parts[4].equals(TERMINAL)) {
            throw AuthError.QUERY_CREDENTIAL_MALFORMED.refusal();
        }
        return new CredentialScope(parts[0], parts[1], parts[2], parts[3]);
    }

    /// An access key id may itself hold `/`, so the four known parts are taken from the right.
    private static String[] split(String credential) {
        var parts = credential.split("/", -1);
        if (parts.length <= 5) {
            return parts;
        }
        int known = parts.length - 4;
        var id = String.join("/", java.util.Arrays.copyOf(parts, known));
        return new String[] {id, parts[known], parts[known + 1], parts[known + 2], parts[known + 3]};
    }

    private static boolean isDate(String text) {
        return text.length() == 8 && IsoBasic.areDigits(text, 0, 8);
    }

    static String printable(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64);
    }

    /// Refuses a scope for another service or region than this end point's.
    void check(String expectedService, java.util.List<String> regions, boolean query) {
        boolean s3 = expectedService.equals("s3");
        boolean known = service.equals(expectedService) || (s3 && service.equals("s3express"));
        if (!known) {
            throw query
                    ? AuthError.malformedQuery("incorrect service \"" + printable(service)
                            + "\". This endpoint belongs to \"" + expectedService + "\".")
                    : AuthError.malformedHeader("incorrect service \"" + printable(service)
                            + "\". This endpoint belongs to \"" + expectedService + "\".");
        }
        if (!regions.contains(region)) {
            var expected = regions.getFirst();
            var tail = "the region '" + printable(region) + "' is wrong; expecting '" + expected + "'";
            Refusal refusal = query ? AuthError.malformedQuery(tail) : AuthError.malformedHeader(tail);
            throw refusal.with("Region", expected);
        }
    }

    @Override
    public String toString() {
        return date + "/" + region + "/" + service + "/" + TERMINAL;
    }
}
