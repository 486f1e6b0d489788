package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.BatchWorld.ROLE;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import sealstead.server.Setting;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.s3control.model.CreateJobRequest;

/// Every member of CreateJob in the newest model that AWS's SDK has is either taken or refused by its name; none is
/// malformed, and none is passed over.
@SuppressWarnings("NullAway.Init")
final class BatchModelTest {
    private static final String GRANT = "<member><Grantee><TypeIdentifier>id</TypeIdentifier><Identifier>i</Identifier>"
            + "<DisplayName>d</DisplayName></Grantee><Permission>READ</Permission></member>";
    private static final String TAG = "<member><Key>k</Key><Value>v</Value></member>";
    private static final String KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555";

    /// What requests may say, once each.
    private static final List<String> OPERATIONS = List.of(
            "<S3PutObjectCopy><TargetResource>arn:aws:s3:::b-b</TargetResource><CannedAccessControlList>private"
                    + "</CannedAccessControlList><MetadataDirective>REPLACE</MetadataDirective><ModifiedSinceConstraint>"
                    + "2026-01-01T00:00:00Z</ModifiedSinceConstraint><NewObjectMetadata><CacheControl>a</CacheControl>"
                    + "<ContentDisposition>a</ContentDisposition><ContentEncoding>a</ContentEncoding><ContentLanguage>a"
                    + "</ContentLanguage><UserMetadata><entry><key>k</key><value>v</value></entry></UserMetadata>"
                    + "<ContentLength>1</ContentLength><ContentMD5>a</ContentMD5><ContentType>a/b</ContentType>"
                    + "<HttpExpiresDate>2026-01-01T00:00:00Z</HttpExpiresDate><RequesterCharged>false</RequesterCharged>"
                    + "<SSEAlgorithm>KMS</SSEAlgorithm></NewObjectMetadata><NewObjectTagging>" + TAG
                    + "</NewObjectTagging><RedirectLocation>/r</RedirectLocation><RequesterPays>true</RequesterPays>"
                    + "<StorageClass>STANDARD</StorageClass><UnModifiedSinceConstraint>2026-01-01T00:00:00Z"
                    + "</UnModifiedSinceConstraint><SSEAwsKmsKeyId>" + KEY_ARN + "</SSEAwsKmsKeyId><TargetKeyPrefix>p"
                    + "</TargetKeyPrefix><ObjectLockLegalHoldStatus>ON</ObjectLockLegalHoldStatus><ObjectLockMode>"
                    + "GOVERNANCE</ObjectLockMode><ObjectLockRetainUntilDate>2030-01-01T00:00:00Z"
                    + "</ObjectLockRetainUntilDate><BucketKeyEnabled>true</BucketKeyEnabled><ChecksumAlgorithm>SHA256"
                    + "</ChecksumAlgorithm></S3PutObjectCopy>",
            "<S3PutObjectCopy><TargetResource>arn:aws:s3:::b-b</TargetResource><AccessControlGrants>" + GRANT
                    + "</AccessControlGrants></S3PutObjectCopy>",
            "<S3PutObjectAcl><AccessControlPolicy><AccessControlList><Owner><ID>i</ID><DisplayName>d</DisplayName>"
                    + "</Owner><Grants>" + GRANT
                    + "</Grants></AccessControlList></AccessControlPolicy></S3PutObjectAcl>",
            "<S3PutObjectAcl><AccessControlPolicy><CannedAccessControlList>private</CannedAccessControlList>"
                    + "</AccessControlPolicy></S3PutObjectAcl>",
            "<S3PutObjectTagging><TagSet>" + TAG + "</TagSet></S3PutObjectTagging>",
            "<S3DeleteObjectTagging/>",
            "<S3ReplicateObject/>",
            "<S3InitiateRestoreObject><ExpirationInDays>3</ExpirationInDays><GlacierJobTier>BULK</GlacierJobTier>"
                    + "</S3InitiateRestoreObject>",
            "<S3PutObjectLegalHold><LegalHold><Status>ON</Status></LegalHold></S3PutObjectLegalHold>",
            "<S3PutObjectRetention><BypassGovernanceRetention>true</BypassGovernanceRetention><Retention>"
                    + "<RetainUntilDate>2030-01-01T00:00:00Z</RetainUntilDate><Mode>GOVERNANCE</Mode></Retention>"
                    + "</S3PutObjectRetention>",
            "<S3ComputeObjectChecksum><ChecksumAlgorithm>SHA256</ChecksumAlgorithm><ChecksumType>COMPOSITE"
                    + "</ChecksumType></S3ComputeObjectChecksum>",
            "<S3UpdateObjectEncryption><ObjectEncryption><SSE-KMS><KMSKeyArn>" + KEY_ARN + "</KMSKeyArn>"
                    + "<BucketKeyEnabled>true</BucketKeyEnabled></SSE-KMS></ObjectEncryption></S3UpdateObjectEncryption>",
            "<LambdaInvoke><FunctionArn>arn:aws:lambda:us-east-1:111122223333:function:f</FunctionArn>"
                    + "<InvocationSchemaVersion>2.0</InvocationSchemaVersion><UserArguments><entry><key>k</key><value>v"
                    + "</value></entry></UserArguments></LambdaInvoke>");

    private static final String MANIFEST = "<Manifest><Spec><Format>S3BatchOperations_CSV_20180820</Format><Fields>"
            + "<member>Bucket</member><member>Key</member></Fields></Spec><Location><ObjectArn>arn:aws:s3:::lists/l"
            + "</ObjectArn><ObjectVersionId>v</ObjectVersionId><ETag>e</ETag></Location></Manifest>";

    private static final List<String> GENERATORS = List.of(
            generator(
                    "<SSE-S3/>",
                    "<SSE-KMS><KmsKeyArn>" + KEY_ARN
                            + "</KmsKeyArn><BucketKeyEnabled>true</BucketKeyEnabled></SSE-KMS>"),
            generator(
                    "<SSE-KMS><KeyId>" + KEY_ARN + "</KeyId></SSE-KMS>",
                    "<DSSE-KMS><KmsKeyArn>" + KEY_ARN + "</KmsKeyArn></DSSE-KMS>"),
            generator("<SSE-S3/>", "<SSE-C/>"),
            generator("<SSE-S3/>", "<SSE-S3/>"),
            generator("<SSE-S3/>", "<NOT-SSE/>"));

    /// What the model has and this server has not: the member, with what has to stand around it.
    private static final Map<String, String> REFUSED = Map.of(
            "Operation/S3PutObjectCopy/AnnotationDirective",
            copy("<AnnotationDirective>COPY</AnnotationDirective>"),
            "Operation/S3PutObjectCopy/ObjectLockEventHold",
            copy("<ObjectLockEventHold>ON</ObjectLockEventHold>"),
            "Operation/S3PutObjectCopy/ObjectLockEventHoldDuration",
            copy("<ObjectLockEventHoldDuration><Days>1</Days></ObjectLockEventHoldDuration>"),
            "Operation/S3PutObjectRetention/Retention/EventHold",
            "<S3PutObjectRetention><Retention><EventHold>ON</EventHold></Retention></S3PutObjectRetention>",
            "Operation/S3PutObjectRetention/Retention/EventHoldDuration",
            "<S3PutObjectRetention><Retention><EventHoldDuration><Years>1</Years></EventHoldDuration></Retention>"
                    + "</S3PutObjectRetention>");

    @Server(@Server.With(setting = Setting.BATCH_FUNCTIONS, value = "f=http://127.0.0.1:1/"))
    private static LocalServer server;

    private static BatchWorld world;
    private static int token;

    @BeforeAll
    static void start() {
        world = new BatchWorld(server);
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
    }

    private static String copy(String member) {
        return "<S3PutObjectCopy><TargetResource>arn:aws:s3:::b-b</TargetResource>" + member + "</S3PutObjectCopy>";
    }

    private static String generator(String manifestEncryption, String kind) {
        return "<ManifestGenerator><S3JobManifestGenerator><ExpectedBucketOwner>111122223333</ExpectedBucketOwner>"
                + "<SourceBucket>arn:aws:s3:::src</SourceBucket><ManifestOutputLocation><ExpectedManifestBucketOwner>"
                + "111122223333</ExpectedManifestBucketOwner><Bucket>arn:aws:s3:::lists</Bucket><ManifestPrefix>p"
                + "</ManifestPrefix><ManifestEncryption>" + manifestEncryption
                + "</ManifestEncryption><ManifestFormat>S3InventoryReport_CSV_20211130"
                + "</ManifestFormat></ManifestOutputLocation><Filter><EligibleForReplication>false"
                + "</EligibleForReplication><CreatedAfter>2026-01-01T00:00:00Z</CreatedAfter><CreatedBefore>"
                + "2027-01-01T00:00:00Z</CreatedBefore><ObjectReplicationStatuses><member>NONE</member>"
                + "</ObjectReplicationStatuses><KeyNameConstraint><MatchAnyPrefix><member>a</member></MatchAnyPrefix>"
                + "<MatchAnySuffix><member>a</member></MatchAnySuffix><MatchAnySubstring><member>a</member>"
                + "</MatchAnySubstring></KeyNameConstraint><ObjectSizeGreaterThanBytes>1</ObjectSizeGreaterThanBytes>"
                + "<ObjectSizeLessThanBytes>9</ObjectSizeLessThanBytes><MatchAnyStorageClass><member>STANDARD</member>"
                + "</MatchAnyStorageClass><MatchAnyObjectEncryption><ObjectEncryption>" + kind
                + "</ObjectEncryption></MatchAnyObjectEncryption></Filter><EnableManifestOutput>true"
                + "</EnableManifestOutput></S3JobManifestGenerator></ManifestGenerator>";
    }

    private static String document(String operation, String list) {
        return "<CreateJobRequest xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\"><ConfirmationRequired>true"
                + "</ConfirmationRequired><Operation>" + operation + "</Operation><Report><Bucket>arn:aws:s3:::reports"
                + "</Bucket><Format>Report_CSV_20180820</Format><Enabled>true</Enabled><Prefix>p</Prefix><ReportScope>"
                + "AllTasks</ReportScope><ExpectedBucketOwner>111122223333</ExpectedBucketOwner></Report>"
                + "<ClientRequestToken>t" + token++ + "</ClientRequestToken><Description>d</Description><Priority>1"
                + "</Priority><RoleArn>" + ROLE + "</RoleArn><Tags>" + TAG + "</Tags>" + list + "</CreateJobRequest>";
    }

    private static List<String> documents() {
        var documents = new ArrayList<String>();
        OPERATIONS.forEach(operation -> documents.add(document(operation, MANIFEST)));
        GENERATORS.forEach(generator -> documents.add(document(OPERATIONS.getFirst(), generator)));
        return documents;
    }

    private static Raw.Reply post(String body) throws Exception {
        return Raw.request(server.endpoint(), "POST", "/v20180820/jobs")
                .header("x-amz-account-id", LocalServer.ACCOUNT)
                .body(LocalServer.bytes(body))
                .sign()
                .send();
    }

    /// The members of the model by their paths; a structure that has members stands for nothing itself.
    private static void model(List<SdkField<?>> fields, String above, Map<String, Boolean> paths) {
        for (var field : fields) {
            if (field.location() != MarshallLocation.PAYLOAD) {
                continue;
            }
            var path = above + field.locationName();
            paths.put(path, true);
            inner(field, path + "/", paths);
            field.getOptionalTrait(ListTrait.class)
                    .ifPresent(list -> inner(
                            list.memberFieldInfo(),
                            path + "/" + list.memberFieldInfo().locationName() + "/",
                            paths));
        }
    }

    private static void inner(SdkField<?> field, String path, Map<String, Boolean> paths) {
        if (field.constructor() != null) {
            model(field.constructor().get().sdkFields(), path, paths);
        }
    }

    private static void said(Element element, String above, Set<String> paths) {
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                paths.add(above + inner.getTagName());
                said(inner, above + inner.getTagName() + "/", paths);
            }
        }
    }

    @Test
    void every_member_of_the_model_is_taken_or_refused_by_its_name() throws Exception {
        var said = new TreeSet<String>();
        for (var document : documents()) {
            var reply = post(document);
            assertThat(reply.status()).as(document + reply.body()).isEqualTo(200);
            var parsed = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)));
            said(parsed.getDocumentElement(), "", said);
        }
        var model = new LinkedHashMap<String, Boolean>();
        model(CreateJobRequest.builder().build().sdkFields(), "", model);
        var missing = new TreeSet<>(model.keySet());
        missing.removeAll(said);
        missing.removeIf(path -> REFUSED.keySet().stream().anyMatch(refused -> path.startsWith(refused + "/")));
        assertThat(missing).isEqualTo(new TreeSet<>(REFUSED.keySet()));
        assertThat(model.keySet()).hasSizeGreaterThan(100);
        for (var refused : REFUSED.entrySet()) {
            var reply = post(document(refused.getValue(), MANIFEST));
            assertThat(reply.status()).as(refused.getKey()).isEqualTo(501);
            var name = refused.getKey().substring(refused.getKey().lastIndexOf('/') + 1);
            assertThat(reply.body()).contains("<Code>NotImplemented</Code>", " " + name + " ");
        }
    }
}
