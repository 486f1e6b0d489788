package sealstead.s3.website;

import java.util.Optional;
import java.util.OptionalInt;

/// A rule by which a website redirects.
///
/// @param prefix of the keys that it is about, if not of all
/// @param error the status of an answer that it takes the place of; absent for a rule that is asked before anything is
/// read
/// @param to what it redirects to
record RoutingRule(Optional<String> prefix, OptionalInt error, Redirect to) {
    /// @param keyPrefix takes the place of the rule's prefix
    /// @param key takes the place of the whole key
    record Redirect(
            Optional<String> host,
            Optional<String> protocol,
            int status,
            Optional<String> keyPrefix,
            Optional<String> key) {}

    boolean isAbout(String wanted) {
        return prefix.isEmpty() || wanted.startsWith(prefix.get());
    }

    /// The key that a browser is sent to.
    String key(String wanted) {
        if (to.key().isPresent()) {
            return to.key().get();
        }
        return to.keyPrefix()
                .map(replacement ->
                        replacement + wanted.substring(prefix.orElse("").length()))
                .orElse(wanted);
    }
}
