package sealstead.s3.operation.form;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sealstead.auth.Authenticator;
import sealstead.encryption.Encryption;
import sealstead.encryption.EncryptionRequest;
import sealstead.encryption.Purpose;
import sealstead.iam.Caller;
import sealstead.s3.ContentMd5;
import sealstead.s3.DeclaredChecksum;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.TagSet;
import sealstead.s3.Tags;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.content.BodyDigests;
import sealstead.s3.content.BodyPump;
import sealstead.s3.content.NewObject;
import sealstead.s3.content.ObjectWriter;
import sealstead.s3.content.WritePlan;
import sealstead.s3.object.Expirations;
import sealstead.s3.object.LockHeaders;
import sealstead.s3.object.MetadataText;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.UnsupportedHeaders;
import sealstead.s3.object.WriteConditions;
import sealstead.s3.operation.object.PutObject;
import sealstead.wire.Headers;
import sealstead.wire.PercentEncoding;
import sealstead.wire.Reply;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// POST /{bucket} with a form: an object from a browser. Whoever signed the policy is the caller, and nothing
/// that the policy does not allow is done; without one the form is nobody's.
public final class PostObject implements S3Handler.AskingItself {
    private static final String FILE_NAME = "${filename}";
    private static final Set<String> HEADERS = Set.of(
            "cache-control",
            "content-type",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-md5",
            "expires");
    private static final Set<String> OF_SIGNATURE =
            Set.of("x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature", "x-amz-security-token");

    /// Whoever sends one of these means to sign, and then the policy is missing.
    private static final Set<String> SIGNED =
            Set.of("x-amz-algorithm", "x-amz-credential", "x-amz-signature", "awsaccesskeyid", "signature");

    private final BucketAccess access;
    private final Encryption encryption;
    private final ObjectWriter writer;
    private final Authenticator authenticator;
    private final Expirations expirations;
    private final Clock clock;

    public PostObject(
            BucketAccess access,
            Encryption encryption,
            ObjectWriter writer,
            Authenticator authenticator,
            Expirations expirations,
            Clock clock) {
        this.access = access;
        this.encryption = encryption;
        this.writer = writer;
        this.authenticator = authenticator;
        this.expirations = expirations;
        this.clock = clock;
    }

    @Override
    public Reply handle(S3Request post, RequestedBucket requested) throws IOException {
        if (!(post.authentication().caller() instanceof Caller.Anonymous)) {
            throw S3Error.invalidArgument(
                    "Only one auth mechanism allowed; a form is signed by its policy", "Authorization", "");
        }
        var form = new FormReader(post.payload(), post.bodyType());
        var file = form.readFields();
        var fields = form.fields();
        var key = key(form);
        fields.put("key", key);
        var encoded = fields.get("policy");
        if (encoded == null && SIGNED.stream().anyMatch(fields::containsKey)) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
        var signed = encoded == null ? post.authentication() : authenticator.form(encoded, fields);
        var authentication =
                signed.method().hasNoRegion() ? signed.in(post.context().region()) : signed;
        var policy = encoded == null ? PostPolicy.ofNobody() : PostPolicy.of(encoded);
        if (encoded != null) {
            policy.check(post.bucket(), fields, clock.instant());
        }
        if (file.isEmpty()) {
            throw S3Error.invalidArgument("POST requires exactly one file upload per request.", "file", "0");
        }
        var headers = headers(fields);
        EncryptionRequest.checkNames(headers, EncryptionRequest.Allowed.ALL);
        var request = post.ofForm(key, headers, authentication, clock.instant());
        post.notes().form(request);
        var measured =
                new MeasuredFile(file.get(), policy.leastBytes(), Math.min(PutObject.MAX_BYTES, policy.mostBytes()));
        return write(request, requested, fields, measured);
    }

    private Reply write(S3Request request, RequestedBucket requested, Map<String, String> fields, MeasuredFile file)
            throws IOException {
        access.checkExists(request, requested);
        var tagging = Optional.ofNullable(fields.get("tagging")).map(PostObject::tags);
        tagging.ifPresent(request.notes()::tags);
        var bucket = access.open(request, requested);
        if (tagging.isPresent()) {
            access.check(request, bucket, "s3:PutObjectTagging", request.key(), Optional.empty());
        }
        UnsupportedHeaders.check(request, bucket);
        var rights = access.rightsOfNew(request, bucket);
        var said = NewObject.of(request, bucket, rights, clock.instant());
        var description = tagging.isEmpty()
                ? said
                : new NewObject(said.attributes(), tagging.get(), said.lock(), said.storageClass());
        var declared = DeclaredChecksum.read(request.headers());
        var contentMd5 = ContentMd5.read(request.headers());
        LockHeaders.checkDigest(said.lock(), declared, contentMd5, "Put Object");
        var conditions = WriteConditions.of(request.headers());
        var plan = WritePlan.of(encryption, request, bucket, Purpose.PUT_OBJECT);
        try (var sealer = plan.seal(encryption)) {
            var digests = BodyDigests.keepingDeclared(declared, contentMd5, sealer.hasMd5Etag());
            var target = new ObjectWriter.Target(
                    bucket,
                    request.key(),
                    conditions,
                    access.replacing(request, bucket),
                    ObjectEvents.Event.of(request, ObjectEvents.Type.CREATED_POST));
            var written =
                    writer.write(target, sealer, file::bytes, description, BodyPump.of(file, Headers::new, digests));
            var reply = reply(request, fields, written.object().etag());
            expirations.addTo(reply, bucket, request.key(), written.object());
            return PutObject.reply(reply, bucket, written, plan);
        }
    }

    /// S3 takes every well-formed document, and another than `Tagging` has no tags.
    private static Tags tags(String document) {
        var root = XmlReader.read(document.getBytes(StandardCharsets.UTF_8));
        return root.name().equals("Tagging") ? TagSet.objectDocument(root) : Tags.NONE;
    }

    private static String key(FormReader form) {
        var key = form.fields().get("key");
        if (key == null || key.isEmpty()) {
            throw S3Error.invalidArgument(
                    "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the"
                            + " fields.",
                    "key",
                    "");
        }
        return key.replace(FILE_NAME, form.fileName());
    }

    /// The fields that stand for headers; those that mean nothing to S3 are left out, and only the policy kept
    /// them in bounds.
    private static Headers headers(Map<String, String> fields) {
        var headers = new Headers();
        fields.forEach((name, value) -> {
            boolean header = HEADERS.contains(name) || (name.startsWith("x-amz-") && !OF_SIGNATURE.contains(name));
            try {
                if (header) {
                    headers.add(name, name.startsWith("x-amz-meta-") ? MetadataText.ofForm(value) : value);
                } else if (name.equals("acl")) {
                    headers.add("x-amz-acl", value);
                }
            } catch (IllegalArgumentException controlCharacter) {
                throw S3Error.invalidArgument("Control characters are not allowed in fields.", name, "");
            }
        });
        return headers;
    }

    private static Reply reply(S3Request request, Map<String, String> fields, String etag) {
        var location = location(request);
        var redirect = Optional.ofNullable(fields.get("success_action_redirect"))
                .or(() -> Optional.ofNullable(fields.get("redirect")))
                .filter(url -> url.matches("https?://[\\x21-\\x7E]+"));
        if (redirect.isPresent()) {
            var url = redirect.get();
            return Reply.empty(303)
                    .with(
                            "location",
                            url + (url.contains("?") ? "&" : "?") + "bucket="
                                    + PercentEncoding.encode(request.bucket(), false) + "&key="
                                    + PercentEncoding.encode(request.key(), false)
                                    + "&etag=%22" + etag + "%22");
        }
        return switch (fields.getOrDefault("success_action_status", "204")) {
            case "200" -> Reply.empty(200).with("location", location);
            case "201" -> {
                var xml = XmlWriter.bareDocument("PostResponse")
                        .element("Location", location)
                        .element("Bucket", request.bucket())
                        .element("Key", request.key())
                        .element("ETag", "\"" + etag + "\"");
                yield Reply.of(201, "application/xml", xml.toBytes()).with("location", location);
            }
            default -> Reply.empty(204).with("location", location);
        };
    }

    private static String location(S3Request request) {
        var path = request.rawPath().endsWith("/") ? request.rawPath() : request.rawPath() + "/";
        return (request.peer().secure() ? "https://" : "http://")
                + request.host()
                + path
                + PercentEncoding.encode(request.key(), true);
    }
}
