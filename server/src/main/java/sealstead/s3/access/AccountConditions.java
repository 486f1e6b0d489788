package sealstead.s3.access;

import java.util.List;
import sealstead.iam.policy.Conditions;
import sealstead.s3.AclHeaders;
import sealstead.s3.DirectoryName;
import sealstead.s3.S3Request;

/// The condition keys of a request that is about the caller's account and no bucket yet: one that is to be made, or all
/// of them.
///
/// @param service the prefix of the keys, `s3` or `s3express`
/// @param more the conditions that the request's body brings along
record AccountConditions(S3Request request, String service, Conditions more) implements Conditions {
    @Override
    public List<String> values(String key) {
        if (key.equals("aws:resourceaccount")) {
            return account();
        }
        if (key.startsWith(service) && key.startsWith(":", service.length())) {
            return ofService(key.substring(service.length() + 1));
        }
        return more.over(request.context()).values(key);
    }

    private List<String> ofService(String name) {
        return switch (name) {
            case "resourceaccount" -> account();
            case "signatureversion", "authtype", "signatureage", "tlsversion" ->
                SignatureConditions.value(request.context(), name).stream().toList();
            case "x-amz-content-sha256" -> request.header(name).stream().toList();
            case "x-amz-object-ownership", "x-amz-bucket-namespace" -> headerOfS3(name);
            case "locationconstraint" -> service.equals("s3") ? more.values("s3:locationconstraint") : List.of();
            case "locationname" ->
                service.equals("s3express") && DirectoryName.isWellFormed(request.bucket())
                        ? List.of(DirectoryName.zoneId(request.bucket()))
                        : List.of();
            default -> AclHeaders.ALL.contains(name) ? headerOfS3(name) : List.of();
        };
    }

    private List<String> headerOfS3(String name) {
        return service.equals("s3") ? request.header(name).stream().toList() : List.of();
    }

    private List<String> account() {
        return List.of(request.principal().accountId());
    }
}
