package sealstead.s3.website;

import java.util.List;
import java.util.Optional;

/// The configuration of a website.
///
/// @param all where every request is sent, if it is; then the website has nothing else
/// @param index what follows a key that ends with a slash
/// @param error the key of the page that is shown with an error
record Website(Optional<Elsewhere> all, String index, Optional<String> error, List<RoutingRule> rules) {
    Website {
        rules = List.copyOf(rules);
    }

    /// @param protocol that of the request if absent
    record Elsewhere(String host, Optional<String> protocol) {}

    /// The key of what is shown for a key.
    String page(String key) {
        return key.isEmpty() || key.endsWith("/") ? key + index : key;
    }

    /// The first rule for a key that asks for no error.
    Optional<RoutingRule> rule(String key) {
        return rules.stream()
                .filter(rule -> rule.error().isEmpty() && rule.isAbout(key))
                .findFirst();
    }

    /// The first rule for a key that could not be shown.
    Optional<RoutingRule> rule(String key, int status) {
        return rules.stream()
                .filter(rule -> rule.error().isPresent() && rule.error().getAsInt() == status && rule.isAbout(key))
                .findFirst();
    }
}
