package sealstead.batch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.s3.Tags;
import sealstead.store.Bytes;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// What CreateJob asked for, read within the bounds of AWS's model. It is kept as the document that it was, and read in
/// the same way when the job is carried out.
public record JobDocument(
        XmlElement root,
        boolean confirmationRequired,
        String operationName,
        String token,
        String description,
        long priority,
        String roleArn,
        Tags tags,
        Report report,
        Optional<JobManifest> manifest,
        Optional<Generator> generator,
        TaskOperation operation) {
    static final String NAMESPACE = XmlWriter.S3_CONTROL_NAMESPACE;
    static final String CSV = "S3BatchOperations_CSV_20180820";
    static final String INVENTORY = "S3InventoryReport_CSV_20161130";
    private static final String ROOT = "CreateJobRequest";
    private static final List<String> OPERATIONS = List.of(
            "LambdaInvoke",
            "S3PutObjectCopy",
            "S3PutObjectAcl",
            "S3PutObjectTagging",
            "S3DeleteObjectTagging",
            "S3InitiateRestoreObject",
            "S3PutObjectLegalHold",
            "S3PutObjectRetention",
            "S3ReplicateObject",
            "S3ComputeObjectChecksum",
            "S3UpdateObjectEncryption");

    /// Where the report goes, if there is one.
    ///
    /// @param allTasks or else those that failed
    /// @param owner who should own the bucket, or empty
    record Report(boolean enabled, String bucket, String prefix, boolean allTasks, String owner) {
        static final Report NONE = new Report(false, "", "", false, "");
    }

    /// A list of objects that is there.
    ///
    /// @param fields of CSV; of an inventory it tells itself
    /// @param versionId empty for the current version
    record JobManifest(boolean inventory, List<String> fields, BucketArn.Named object, String versionId, String etag) {
        JobManifest {
            fields = List.copyOf(fields);
        }
    }

    /// A list of objects that is made.
    record Generator(String bucket, String owner, ManifestFilter filter, Optional<JobOutput> output) {}

    /// Where a list that is made is put, and how it is encrypted.
    ///
    /// @param headers of its encryption
    record JobOutput(String bucket, String prefix, String owner, Map<String, String> headers) {
        JobOutput {
            headers = Map.copyOf(headers);
        }
    }

    /// Reads the document of a request, or of a job.
    ///
    /// @param account whose job it is
    /// @throws MalformedXmlException if it is none
    /// @throws sealstead.wire.Refusal `BadRequestException` if a value is not allowed
    public static JobDocument read(Bytes document, String account, Functions functions) {
        var root = XmlReader.read(document.readOnlyArray(), ROOT, NAMESPACE);
        var request = Members.of(
                root,
                "ConfirmationRequired",
                "Operation",
                "Report",
                "ClientRequestToken",
                "Manifest",
                "Description",
                "Priority",
                "RoleArn",
                "Tags",
                "ManifestGenerator");
        var operation = operation(request.needed("Operation"));
        var manifest = request.one("Manifest").map(JobDocument::manifest);
        var generator = request.one("ManifestGenerator").map(JobDocument::generator);
        if (manifest.isPresent() == generator.isPresent()) {
            throw BatchError.BAD_REQUEST.saying("Either a Manifest or a ManifestGenerator must be specified.");
        }
        var report = report(request.needed("Report"));
        if (operation.name().equals("S3ComputeObjectChecksum") && !report.allTasks()) {
            throw BatchError.BAD_REQUEST.saying("S3ComputeObjectChecksum needs a report of AllTasks.");
        }
        return new JobDocument(
                root,
                request.flag("ConfirmationRequired").orElse(false),
                operation.name(),
                request.neededText("ClientRequestToken", 64),
                request.text("Description", 256).orElse(""),
                request.number("Priority", Integer.MAX_VALUE).orElseThrow(() -> Members.missing("Priority")),
                request.matching("RoleArn", 2048, "arn:aws:iam::[0-9]{12}:role/.+")
                        .orElseThrow(() -> Members.missing("RoleArn")),
                request.one("Tags").map(TagList::ofJob).orElse(Tags.NONE),
                report,
                manifest,
                generator,
                perform(operation, account, functions));
    }

    /// The document as it is kept: white space between elements means nothing, and a request that comes again may
    /// have another.
    public Bytes kept() {
        var xml = XmlWriter.document(ROOT, NAMESPACE);
        root.children().forEach(xml::element);
        return Bytes.wrap(xml.toBytes());
    }

    /// SHA-256 of [#kept].
    public Bytes digest() {
        var sha = ChecksumAlgorithm.SHA256.newChecksum();
        var bytes = kept().readOnlyArray();
        sha.update(bytes, 0, bytes.length);
        return Bytes.wrap(sha.digest());
    }

    private static XmlElement operation(XmlElement element) {
        var named = element.only(OPERATIONS.toArray(String[]::new)).children();
        if (named.size() != 1) {
            throw BatchError.BAD_REQUEST.saying("Exactly one operation must be specified.");
        }
        return named.getFirst();
    }

    private static TaskOperation perform(XmlElement operation, String account, Functions functions) {
        return switch (operation.name()) {
            case "LambdaInvoke" -> LambdaInvoke.read(operation, account, functions);
            case "S3PutObjectCopy" -> S3PutObjectCopy.read(operation);
            case "S3PutObjectAcl" -> S3PutObjectAcl.read(operation);
            case "S3PutObjectTagging" -> S3PutObjectTagging.read(operation);
            case "S3DeleteObjectTagging" -> S3DeleteObjectTagging.read(operation);
            case "S3InitiateRestoreObject" -> S3InitiateRestoreObject.read(operation);
            case "S3PutObjectLegalHold" -> S3PutObjectLegalHold.read(operation);
            case "S3PutObjectRetention" -> S3PutObjectRetention.read(operation);
            case "S3UpdateObjectEncryption" -> S3UpdateObjectEncryption.read(operation);
            case "S3ReplicateObject" -> S3ReplicateObject.read(operation);
            case "S3ComputeObjectChecksum" -> S3ComputeObjectChecksum.read(operation);
            default -> throw new MalformedXmlException();
        };
    }

    private static Report report(XmlElement element) {
        var report = Members.of(element, "Bucket", "Format", "Enabled", "Prefix", "ReportScope", "ExpectedBucketOwner");
        boolean enabled = report.flag("Enabled").orElseThrow(() -> Members.missing("Report.Enabled"));
        var bucket = report.text("Bucket", 128).map(arn -> BucketArn.bucket("Report.Bucket", arn));
        var format = report.word("Format", List.of("Report_CSV_20180820"));
        var scope = report.word("ReportScope", List.of("AllTasks", "FailedTasksOnly"));
        var prefix = report.text("Prefix", 512).orElse("");
        var owner = owner(report, "ExpectedBucketOwner");
        if (!enabled) {
            return Report.NONE;
        }
        if (format.isEmpty()) {
            throw Members.missing("Report.Format");
        }
        return new Report(
                true,
                bucket.orElseThrow(() -> Members.missing("Report.Bucket")),
                prefix,
                scope.orElseThrow(() -> Members.missing("Report.ReportScope")).equals("AllTasks"),
                owner);
    }

    private static String owner(Members members, String name) {
        return members.matching(name, 64, "[0-9]{12}").orElse("");
    }

    private static JobManifest manifest(XmlElement element) {
        var manifest = Members.of(element, "Spec", "Location");
        var spec = Members.of(manifest.needed("Spec"), "Format", "Fields");
        var format = spec.word("Format", List.of(CSV, INVENTORY)).orElseThrow(() -> Members.missing("Format"));
        var fields =
                spec.list("Fields", "member").stream().map(XmlElement::text).toList();
        boolean inventory = format.equals(INVENTORY);
        if (inventory && spec.has("Fields")) {
            throw BatchError.BAD_REQUEST.saying("An inventory names its fields itself.");
        }
        if (!inventory) {
            checkFields(fields);
        }
        var location = Members.of(manifest.needed("Location"), "ObjectArn", "ObjectVersionId", "ETag");
        return new JobManifest(
                inventory,
                fields,
                BucketArn.object("ObjectArn", location.neededText("ObjectArn", 2000)),
                location.text("ObjectVersionId", 2000).orElse(""),
                location.neededText("ETag", 1024));
    }

    private static void checkFields(List<String> fields) {
        for (var field : fields) {
            boolean known = List.of("Ignore", "Bucket", "Key", "VersionId").contains(field);
            if (!known || (!field.equals("Ignore") && fields.indexOf(field) != fields.lastIndexOf(field))) {
                throw Members.invalid("Fields");
            }
        }
        if (!fields.contains("Bucket") || !fields.contains("Key")) {
            throw BatchError.BAD_REQUEST.saying("The fields of a manifest must include Bucket and Key.");
        }
    }

    private static Generator generator(XmlElement element) {
        var members = Members.of(element, "S3JobManifestGenerator");
        var generator = Members.of(
                members.needed("S3JobManifestGenerator"),
                "ExpectedBucketOwner",
                "SourceBucket",
                "ManifestOutputLocation",
                "Filter",
                "EnableManifestOutput");
        boolean enabled =
                generator.flag("EnableManifestOutput").orElseThrow(() -> Members.missing("EnableManifestOutput"));
        var output = generator.one("ManifestOutputLocation").map(JobDocument::output);
        if (enabled != output.isPresent()) {
            throw BatchError.BAD_REQUEST.saying(
                    "ManifestOutputLocation must be specified if EnableManifestOutput is true, and only then.");
        }
        return new Generator(
                BucketArn.bucket("SourceBucket", generator.neededText("SourceBucket", 128)),
                owner(generator, "ExpectedBucketOwner"),
                generator.one("Filter").map(ManifestFilter::read).orElse(ManifestFilter.ALL),
                output);
    }

    private static JobOutput output(XmlElement element) {
        var output = Members.of(
                element,
                "ExpectedManifestBucketOwner",
                "Bucket",
                "ManifestPrefix",
                "ManifestEncryption",
                "ManifestFormat");
        if (output.word("ManifestFormat", List.of("S3InventoryReport_CSV_20211130"))
                .isEmpty()) {
            throw Members.missing("ManifestFormat");
        }
        return new JobOutput(
                BucketArn.bucket("ManifestOutputLocation.Bucket", output.neededText("Bucket", 128)),
                output.text("ManifestPrefix", 512).orElse(""),
                owner(output, "ExpectedManifestBucketOwner"),
                output.one("ManifestEncryption").map(JobDocument::encryption).orElse(Map.of()));
    }

    private static Map<String, String> encryption(XmlElement element) {
        var encryption = Members.of(element, "SSE-S3", "SSE-KMS");
        if (element.children().size() != 1) {
            throw Members.invalid("ManifestEncryption");
        }
        if (encryption.has("SSE-S3")) {
            Members.of(encryption.needed("SSE-S3"));
            return Map.of("x-amz-server-side-encryption", "AES256");
        }
        var kms = Members.of(encryption.needed("SSE-KMS"), "KeyId");
        return Map.of(
                "x-amz-server-side-encryption",
                "aws:kms",
                "x-amz-server-side-encryption-aws-kms-key-id",
                kms.neededText("KeyId", 2000));
    }
}
