package sealstead.s3.website;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.configuration.Configuration;
import sealstead.store.Bytes;
import sealstead.wire.Clipped;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// How a bucket is shown as a website.
public final class WebsiteConfiguration implements Configuration {
    private static final String ROOT = "WebsiteConfiguration";
    private static final int MAX_RULES = 50;
    private static final int MAX_KEY_BYTES = 1024;
    private static final int MOVED_PERMANENTLY = 301;
    private static final Set<String> PROTOCOLS = Set.of("http", "https");

    @Override
    public DocumentKind kind() {
        return DocumentKind.WEBSITE;
    }

    @Override
    public Bytes checked(Bucket bucket, RequestDocument body) {
        var root = body.root();
        website(root);
        checkTexts(root);
        return Bytes.wrap(XmlWriter.document(root));
    }

    /// Whatever a text stands for, it is part of a key, or shorter.
    private static void checkTexts(XmlElement element) {
        if (element.children().isEmpty()
                && element.exactText().getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw S3Error.invalidArgument(
                    "The value of " + element.name() + " is longer than a key can be",
                    element.name(),
                    Clipped.of(element.exactText()));
        }
        element.children().forEach(WebsiteConfiguration::checkTexts);
    }

    /// The website of a document that was accepted.
    static Website website(Bytes document) {
        return website(XmlReader.read(document.readOnlyArray(), ROOT));
    }

    private static Website website(XmlElement root) {
        root.only("RedirectAllRequestsTo", "IndexDocument", "ErrorDocument", "RoutingRules");
        var all = root.one("RedirectAllRequestsTo");
        if (all.isPresent()) {
            if (root.children().size() > 1) {
                throw S3Error.invalidArgument(
                        "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
                        "RedirectAllRequestsTo",
                        "not null");
            }
            return new Website(Optional.of(elsewhere(all.get())), "", Optional.empty(), List.of());
        }
        var index = root.one("IndexDocument")
                .orElseThrow(() -> S3Error.invalidArgument(
                        "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
                        "IndexDocument",
                        "null"));
        var suffix =
                index.only("Suffix").one("Suffix").map(XmlElement::exactText).orElse("");
        if (suffix.isBlank() || suffix.contains("/")) {
            throw S3Error.invalidArgument(
                    "The IndexDocument Suffix is not well formed", "IndexDocument", Clipped.of(suffix));
        }
        var error = root.one("ErrorDocument")
                .map(document -> filled(document.only("Key").one("Key").map(XmlElement::exactText)));
        return new Website(Optional.empty(), suffix, error, rules(root.one("RoutingRules")));
    }

    private static String filled(Optional<String> text) {
        return text.filter(value -> !value.isEmpty()).orElseThrow(MalformedXmlException::new);
    }

    private static Website.Elsewhere elsewhere(XmlElement element) {
        element.only("HostName", "Protocol");
        return new Website.Elsewhere(host(filled(element.text("HostName"))), protocol(element));
    }

    private static Optional<String> protocol(XmlElement element) {
        var protocol = element.text("Protocol");
        if (protocol.filter(name -> !PROTOCOLS.contains(name)).isPresent()) {
            throw S3Error.INVALID_REQUEST.saying("Invalid protocol, protocol can be http or https. If not defined the"
                    + " protocol will be selected automatically.");
        }
        return protocol;
    }

    /// It becomes part of a header: nothing but what can stand in a host.
    private static String host(String name) {
        if (!name.matches("[\\x21-\\x7E]{1,255}")) {
            throw new MalformedXmlException();
        }
        return name;
    }

    private static List<RoutingRule> rules(Optional<XmlElement> element) {
        if (element.isEmpty()) {
            return List.of();
        }
        var written = element.get().only("RoutingRule").all("RoutingRule");
        if (written.isEmpty()) {
            throw new MalformedXmlException();
        }
        if (written.size() > MAX_RULES) {
            throw S3Error.INVALID_REQUEST.saying(written.size() + " routing rules provided, the number of routing rules"
                    + " in a website configuration is limited to " + MAX_RULES + ".");
        }
        var rules = new ArrayList<RoutingRule>(written.size());
        for (var rule : written) {
            rules.add(rule(rule.only("Condition", "Redirect")));
        }
        return rules;
    }

    private static RoutingRule rule(XmlElement rule) {
        var redirect = rule.one("Redirect").orElseThrow(MalformedXmlException::new);
        redirect.only("HostName", "HttpRedirectCode", "Protocol", "ReplaceKeyPrefixWith", "ReplaceKeyWith");
        if (redirect.children().isEmpty()) {
            throw new MalformedXmlException();
        }
        var keyPrefix = redirect.one("ReplaceKeyPrefixWith").map(XmlElement::exactText);
        var key = redirect.one("ReplaceKeyWith").map(XmlElement::exactText);
        if (keyPrefix.isPresent() && key.isPresent()) {
            throw S3Error.INVALID_REQUEST.saying("You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
        }
        Optional<String> prefix = Optional.empty();
        var error = OptionalInt.empty();
        var condition = rule.one("Condition");
        if (condition.isPresent()) {
            condition.get().only("HttpErrorCodeReturnedEquals", "KeyPrefixEquals");
            if (condition.get().children().isEmpty()) {
                throw S3Error.INVALID_REQUEST.saying("Condition cannot be empty. To redirect all requests without a"
                        + " condition, the condition element shouldn't be present.");
            }
            prefix = condition.get().one("KeyPrefixEquals").map(XmlElement::exactText);
            var code = condition.get().text("HttpErrorCodeReturnedEquals");
            if (code.isPresent()) {
                if (!code.get().matches("[45][0-9]{2}")) {
                    throw S3Error.INVALID_REQUEST.saying("The provided HTTP error code (" + Clipped.of(code.get())
                            + ") is not valid. Valid codes are 4XX or 5XX.");
                }
                error = OptionalInt.of(Integer.parseInt(code.get()));
            }
        }
        var protocol = protocol(redirect);
        return new RoutingRule(
                prefix,
                error,
                new RoutingRule.Redirect(
                        redirect.text("HostName").map(WebsiteConfiguration::host),
                        protocol,
                        redirectCode(redirect.text("HttpRedirectCode")),
                        keyPrefix,
                        key));
    }

    private static int redirectCode(Optional<String> code) {
        if (code.isEmpty()) {
            return MOVED_PERMANENTLY;
        }
        if (!code.get().matches("3[0-9]{2}") || code.get().equals("300")) {
            throw S3Error.INVALID_REQUEST.saying("The provided HTTP redirect code (" + Clipped.of(code.get())
                    + ") is not valid. Valid codes are 3XX except 300.");
        }
        return Integer.parseInt(code.get());
    }

    @Override
    public Reply absent(Bucket bucket) {
        throw S3Error.NO_SUCH_WEBSITE.refusal().with("BucketName", bucket.name());
    }
}
