package sealstead.s3.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.store.Bytes;
import sealstead.wire.Headers;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// Which scripts of other origins may use a bucket.
public final class CorsConfiguration implements Configuration {
    private static final int MAX_RULES = 100;
    private static final Set<String> METHODS = Set.of("GET", "PUT", "HEAD", "POST", "DELETE");

    @Override
    public DocumentKind kind() {
        return DocumentKind.CORS;
    }

    @Override
    public Bytes checked(Bucket bucket, RequestDocument body) {
        var root = body.root();
        rules(root);
        return Bytes.wrap(XmlWriter.document(root));
    }

    /// The rules of a document that was accepted.
    public static List<CorsRule> rules(Bytes document) {
        return rules(XmlReader.read(document.readOnlyArray(), "CORSConfiguration"));
    }

    private static List<CorsRule> rules(XmlElement root) {
        var rules = new ArrayList<CorsRule>();
        for (var rule : root.only("CORSRule").all("CORSRule")) {
            rules.add(rule(rule));
        }
        if (rules.isEmpty() || rules.size() > MAX_RULES) {
            throw new MalformedXmlException();
        }
        return List.copyOf(rules);
    }

    private static CorsRule rule(XmlElement rule) {
        rule.only("ID", "AllowedHeader", "AllowedMethod", "AllowedOrigin", "ExposeHeader", "MaxAgeSeconds");
        rule.text("ID").filter(id -> id.length() > 255).ifPresent(id -> {
            throw S3Error.INVALID_ARGUMENT.saying("ID length should not exceed allowed limit of 255");
        });
        var origins = texts(rule, "AllowedOrigin");
        var methods = texts(rule, "AllowedMethod");
        var headers = texts(rule, "AllowedHeader");
        var exposed = texts(rule, "ExposeHeader");
        var maxAge = rule.text("MaxAgeSeconds");
        if (origins.isEmpty()
                || methods.isEmpty()
                || maxAge.filter(text -> !text.matches("[0-9]{1,9}")).isPresent()) {
            throw new MalformedXmlException();
        }
        for (var method : methods) {
            if (!METHODS.contains(method)) {
                throw S3Error.INVALID_REQUEST.saying(
                        "Found unsupported HTTP method in CORS config. Unsupported method is " + method);
            }
        }
        origins.forEach(origin -> checkWildcard("AllowedOrigin", origin));
        headers.forEach(header -> checkWildcard("AllowedHeader", header));
        for (var header : exposed) {
            if (header.contains("*")) {
                throw S3Error.INVALID_REQUEST.saying("ExposeHeader \"" + header
                        + "\" contains wildcard. We currently do not support wildcard for ExposeHeader");
            }
            if (!Headers.isToken(header)) {
                throw S3Error.INVALID_REQUEST.saying("ExposeHeader contains what no header may be called.");
            }
        }
        return new CorsRule(origins, methods, headers, exposed, maxAge);
    }

    private static void checkWildcard(String element, String text) {
        if (text.indexOf('*') != text.lastIndexOf('*')) {
            throw S3Error.INVALID_REQUEST.saying(element + " \"" + text + "\" can not have more than one wildcard.");
        }
    }

    private static List<String> texts(XmlElement rule, String name) {
        return rule.all(name).stream().map(XmlElement::text).toList();
    }

    @Override
    public Reply absent(Bucket bucket) {
        throw S3Error.NO_SUCH_CORS.refusal().with("BucketName", bucket.name());
    }
}
