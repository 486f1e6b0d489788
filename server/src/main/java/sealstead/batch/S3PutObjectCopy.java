package sealstead.batch;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.s3.DirectoryName;
import sealstead.s3.S3Operation;
import sealstead.s3.Tags;
import sealstead.s3.door.OwnCalls;
import sealstead.s3.object.HttpDate;
import sealstead.wire.Headers;
import sealstead.wire.PercentEncoding;
import sealstead.xml.XmlElement;

/// Copies each object to one bucket, as CopyObject does it: nothing of the source's encryption is inherited,
/// and where a directory bucket is on either side no bucket key serves.
///
/// @param target the bucket's name
/// @param prefix what stands before the keys there, or empty
/// @param headers what every copy says beside its source
record S3PutObjectCopy(String target, String prefix, Map<String, String> headers) implements TaskOperation {
    private static final List<String> ACLS = List.of(
            "private",
            "public-read",
            "public-read-write",
            "aws-exec-read",
            "authenticated-read",
            "bucket-owner-read",
            "bucket-owner-full-control");
    private static final List<String> STORAGE_CLASSES = List.of(
            "STANDARD", "STANDARD_IA", "ONEZONE_IA", "GLACIER", "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "GLACIER_IR");
    private static final List<String> ALGORITHMS = List.of(
            "CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME", "SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128");
    private static final int MAX_METADATA = 8192;

    S3PutObjectCopy {
        headers = Map.copyOf(headers);
    }

    /// @throws sealstead.wire.Refusal `BadRequestException` for what AWS's model or the kind of the target does not
    ///     allow, `NotImplemented` for what this server has not
    static S3PutObjectCopy read(XmlElement element) {
        var copy = Members.of(
                element,
                List.of("AnnotationDirective", "ObjectLockEventHold", "ObjectLockEventHoldDuration"),
                "TargetResource",
                "CannedAccessControlList",
                "AccessControlGrants",
                "MetadataDirective",
                "ModifiedSinceConstraint",
                "NewObjectMetadata",
                "NewObjectTagging",
                "RedirectLocation",
                "RequesterPays",
                "StorageClass",
                "UnModifiedSinceConstraint",
                "SSEAwsKmsKeyId",
                "TargetKeyPrefix",
                "ObjectLockLegalHoldStatus",
                "ObjectLockMode",
                "ObjectLockRetainUntilDate",
                "BucketKeyEnabled",
                "ChecksumAlgorithm");
        var target = BucketArn.anyBucket("TargetResource", copy.neededText("TargetResource", 128));
        var headers = new java.util.TreeMap<String, String>();
        boolean describes = false;
        var metadata = copy.one("NewObjectMetadata");
        if (metadata.isPresent()) {
            describes = Metadata.read(metadata.get(), headers);
        }
        boolean replaced = describes;
        headers.put(
                "x-amz-metadata-directive",
                copy.word("MetadataDirective", List.of("COPY", "REPLACE")).orElse(replaced ? "REPLACE" : "COPY"));
        copy.text("SSEAwsKmsKeyId", 2000)
                .ifPresent(key -> headers.put("x-amz-server-side-encryption-aws-kms-key-id", key));
        // False is said too: else the target's default would decide. A directory bucket has nothing to choose.
        copy.flag("BucketKeyEnabled")
                .filter(enabled -> enabled
                        || (!DirectoryName.is(target) && !"AES256".equals(headers.get("x-amz-server-side-encryption"))))
                .ifPresent(
                        enabled -> headers.put("x-amz-server-side-encryption-bucket-key-enabled", enabled.toString()));
        copy.one("NewObjectTagging").map(TagList::ofObjects).ifPresent(tags -> putTags(headers, tags));
        copy.word("StorageClass", STORAGE_CLASSES).ifPresent(name -> headers.put("x-amz-storage-class", name));
        copy.word("CannedAccessControlList", ACLS).ifPresent(acl -> headers.put("x-amz-acl", acl));
        copy.one("AccessControlGrants").ifPresent(grants -> Grants.putHeaders(grants, headers));
        copy.text("RedirectLocation", 2048)
                .ifPresent(location -> headers.put("x-amz-website-redirect-location", location));
        copy.flag("RequesterPays")
                .filter(pays -> pays)
                .ifPresent(pays -> headers.put("x-amz-request-payer", "requester"));
        putLock(copy, headers);
        putConditions(copy, headers);
        copy.word("ChecksumAlgorithm", ALGORITHMS)
                .flatMap(ChecksumAlgorithm::named)
                .ifPresent(algorithm -> headers.put("x-amz-checksum-algorithm", algorithm.name()));
        check(target, headers);
        headers.values().forEach(S3PutObjectCopy::checkText);
        return new S3PutObjectCopy(target, copy.text("TargetKeyPrefix", 1024).orElse(""), headers);
    }

    private static void putTags(Map<String, String> headers, Tags tags) {
        headers.put("x-amz-tagging-directive", "REPLACE");
        headers.put(
                "x-amz-tagging",
                tags.pairs().entrySet().stream()
                        .map(tag -> PercentEncoding.encode(tag.getKey(), false) + "="
                                + PercentEncoding.encode(tag.getValue(), false))
                        .collect(Collectors.joining("&")));
    }

    private static void putLock(Members copy, Map<String, String> headers) {
        copy.word("ObjectLockLegalHoldStatus", List.of("OFF", "ON"))
                .ifPresent(status -> headers.put("x-amz-object-lock-legal-hold", status));
        var mode = copy.word("ObjectLockMode", List.of("COMPLIANCE", "GOVERNANCE"));
        var until = copy.time("ObjectLockRetainUntilDate");
        if (mode.isPresent() != until.isPresent()) {
            throw BatchError.BAD_REQUEST.saying("ObjectLockMode and ObjectLockRetainUntilDate must both be supplied.");
        }
        mode.ifPresent(name -> headers.put("x-amz-object-lock-mode", name));
        until.ifPresent(date -> headers.put("x-amz-object-lock-retain-until-date", date.toString()));
    }

    private static void putConditions(Members copy, Map<String, String> headers) {
        putTime(headers, "x-amz-copy-source-if-modified-since", copy.time("ModifiedSinceConstraint"));
        putTime(headers, "x-amz-copy-source-if-unmodified-since", copy.time("UnModifiedSinceConstraint"));
    }

    private static void putTime(Map<String, String> headers, String name, Optional<Instant> time) {
        time.ifPresent(at -> headers.put(name, HttpDate.header(at)));
    }

    /// What can never succeed is refused before it fails a million times.
    private static void check(String target, Map<String, String> headers) {
        boolean kms = "aws:kms".equals(headers.get("x-amz-server-side-encryption"));
        boolean keyed = headers.containsKey("x-amz-server-side-encryption-aws-kms-key-id");
        if (keyed && !kms) {
            throw BatchError.BAD_REQUEST.saying("SSEAwsKmsKeyId needs the SSEAlgorithm KMS.");
        }
        if (headers.containsKey("x-amz-server-side-encryption-bucket-key-enabled")
                && "AES256".equals(headers.get("x-amz-server-side-encryption"))) {
            throw BatchError.BAD_REQUEST.saying("BucketKeyEnabled does not go with the SSEAlgorithm AES256.");
        }
        if (!DirectoryName.is(target)) {
            return;
        }
        if (kms && !keyed) {
            throw BatchError.BAD_REQUEST.saying("A copy to a directory bucket with KMS needs SSEAwsKmsKeyId.");
        }
        for (var name : headers.keySet()) {
            boolean foreign = name.equals("x-amz-acl")
                    || name.startsWith("x-amz-grant-")
                    || name.startsWith("x-amz-object-lock-")
                    || name.equals("x-amz-storage-class")
                    || name.equals("x-amz-website-redirect-location")
                    || name.equals("x-amz-request-payer")
                    || name.equals("x-amz-server-side-encryption-bucket-key-enabled")
                    || (name.equals("x-amz-tagging") && !headers.get(name).isEmpty());
            if (foreign) {
                throw BatchError.BAD_REQUEST.saying("A copy to a directory bucket cannot say " + name + ".");
            }
        }
    }

    private static void checkText(String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw BatchError.BAD_REQUEST.saying("Control characters are not allowed in what copies get.");
        }
    }

    @Override
    public TaskResult perform(Task task, RoleCalls role) throws IOException {
        var source = PercentEncoding.encode(task.bucket() + "/" + task.key(), true);
        var all = new Headers();
        headers.forEach(all::add);
        all.add(
                "x-amz-copy-source",
                task.versionId().isEmpty()
                        ? source
                        : source + "?versionId=" + PercentEncoding.encode(task.versionId(), false));
        var call = OwnCalls.Call.of(S3Operation.COPY_OBJECT, target, prefix + task.key(), Map.of(), all);
        return TaskResult.of(role.perform(call.as(task.work())));
    }

    /// The metadata of the copies, and by which algorithm they are encrypted.
    private static final class Metadata {
        private Metadata() {}

        /// @return whether it describes the copies, so that it takes the place of what the sources say
        static boolean read(XmlElement element, Map<String, String> headers) {
            var metadata = Members.of(
                    element,
                    "CacheControl",
                    "ContentDisposition",
                    "ContentEncoding",
                    "ContentLanguage",
                    "UserMetadata",
                    "ContentLength",
                    "ContentMD5",
                    "ContentType",
                    "HttpExpiresDate",
                    "RequesterCharged",
                    "SSEAlgorithm");
            // Three members that S3 does not use: they are checked, and change nothing.
            metadata.number("ContentLength", Long.MAX_VALUE);
            metadata.text("ContentMD5", 1024);
            metadata.flag("RequesterCharged");
            metadata.word("SSEAlgorithm", List.of("AES256", "KMS"))
                    .ifPresent(
                            name -> headers.put("x-amz-server-side-encryption", name.equals("KMS") ? "aws:kms" : name));
            int before = headers.size();
            put(metadata, "CacheControl", "cache-control", headers);
            put(metadata, "ContentDisposition", "content-disposition", headers);
            put(metadata, "ContentEncoding", "content-encoding", headers);
            put(metadata, "ContentLanguage", "content-language", headers);
            put(metadata, "ContentType", "content-type", headers);
            metadata.time("HttpExpiresDate").ifPresent(at -> headers.put("expires", HttpDate.header(at)));
            metadata.map("UserMetadata", MAX_METADATA, 1024, 1024).forEach((name, value) -> {
                if (!Headers.isToken("x-amz-meta-" + name)) {
                    throw Members.invalid("UserMetadata");
                }
                headers.put("x-amz-meta-" + name.toLowerCase(java.util.Locale.ROOT), value);
            });
            return headers.size() > before;
        }

        private static void put(Members metadata, String member, String header, Map<String, String> headers) {
            metadata.text(member, 1024).ifPresent(value -> headers.put(header, value));
        }
    }
}
