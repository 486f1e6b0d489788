package sealstead.s3.notification;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import sealstead.s3.bucket.Bucket;

/// The webhooks that the operator allows, by their names. A bucket names one by the ARN of an SNS topic in its own
/// region and account; no request can make the server send anything to an address that is not among these.
public record Webhooks(Map<String, URI> byName) {
    public Webhooks {
        byName = Map.copyOf(byName);
    }

    /// Parses `name=URL` pairs, separated by commas. A name with an account and a slash before it is that
    /// account's alone.
    ///
    /// @throws IllegalArgumentException if they are anything else
    public static Webhooks parse(String text) {
        var all = new LinkedHashMap<String, URI>();
        for (var pair : text.split(",")) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            var name = equals < 0 ? "" : pair.substring(0, equals).strip();
            var url = URI.create(pair.substring(equals + 1).strip());
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (!name.matches("([0-9]{12}/)?[A-Za-z0-9_-]{1,64}") || !http || url.getHost() == null) {
                throw new IllegalArgumentException(
                        "not of the form name=http(s)://host/path or ACCOUNT/name=...: " + pair.strip());
            }
            all.put(name, url);
        }
        return new Webhooks(all);
    }

    /// The name that an ARN in a bucket's configuration means.
    Optional<String> named(String arn, Bucket bucket) {
        var prefix = "arn:aws:sns:" + bucket.region() + ":" + bucket.owner() + ":";
        return Optional.of(arn)
                .filter(text -> text.startsWith(prefix))
                .map(text -> text.substring(prefix.length()))
                .filter(name -> name.indexOf('/') < 0)
                .map(name -> byName.containsKey(bucket.owner() + "/" + name) ? bucket.owner() + "/" + name : name)
                .filter(byName::containsKey);
    }
}
