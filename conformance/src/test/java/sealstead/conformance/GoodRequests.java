package sealstead.conformance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Requests that are well formed, of every API and every format that is parsed: what a fuzzer begins with.
final class GoodRequests {
    private static final String DOCUMENT =
            "{\"Version\":\"2012-10-17\",\"Id\":\"i\",\"Statement\":[{\"Sid\":\"s\",\"Effect\":\"Deny\",\"Principal\":{\"AWS\":[\"111122223333\"]},"
                    + "\"Action\":[\"s3:Get*\"],\"Resource\":\"arn:aws:s3:::fuzz/*\",\"Condition\":{\"ForAnyValue:StringLike\":"
                    + "{\"aws:PrincipalTag/a\":[\"${aws:username}\",\"b*\"]},\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"},"
                    + "\"DateLessThan\":{\"aws:CurrentTime\":\"2020-01-01T00:00:00Z\"},\"NumericEquals\":{\"s3:max-keys\":\"10\"}}}]}";

    private final List<Request> all = new ArrayList<>();

    /// @param query pairs, neither side encoded
    record Request(
            String service,
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            String body) {}

    GoodRequests(String key, String ciphertext) {
        objects(key);
        configurations();
        framed();
        kms(key, ciphertext);
        identities();
    }

    List<Request> all() {
        return all;
    }

    /// @param query `a=b&c`, not encoded
    /// @param headers `name: value`, one a line
    private void s3(String method, String path, String query, String headers, String body) {
        add("s3", method, path, query, headers, body);
    }

    private void add(String service, String method, String path, String query, String headers, String body) {
        var pairs = new LinkedHashMap<String, String>();
        Arrays.stream(query.split("&")).filter(pair -> !pair.isEmpty()).forEach(pair -> {
            int equals = pair.indexOf('=');
            pairs.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        });
        var fields = new LinkedHashMap<String, String>();
        headers.lines().filter(line -> !line.isBlank()).forEach(line -> {
            int colon = line.indexOf(": ");
            fields.put(line.substring(0, colon), line.substring(colon + 2));
        });
        all.add(new Request(service, method, path, pairs, fields, body));
    }

    private void objects(String key) {
        s3("PUT", "/fuzz/o", "", """
                content-type: text/plain; charset=utf-8
                cache-control: max-age=1
                expires: Thu, 01 Dec 2044 16:00:00 GMT
                x-amz-meta-a: =?UTF-8?B?w6Q=?=
                x-amz-tagging: a=b&c=d
                x-amz-storage-class: STANDARD
                x-amz-website-redirect-location: /there
                x-amz-checksum-crc32: jBBX3w==
                x-amz-server-side-encryption: aws:kms
                x-amz-server-side-encryption-aws-kms-key-id: %s
                x-amz-server-side-encryption-context: eyJhIjoiYiJ9
                x-amz-server-side-encryption-bucket-key-enabled: true
                if-none-match: *
                """.formatted(key), "x");
        s3("PUT", "/fuzz/c", "", """
                x-amz-server-side-encryption-customer-algorithm: AES256
                x-amz-server-side-encryption-customer-key: MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=
                x-amz-server-side-encryption-customer-key-md5: 4dcWJyMbMxIRAiPtcAgYUQ==
                content-md5: nd3kCdU2QxRRaZjUxLXNlg==
                x-amz-acl: bucket-owner-full-control
                x-amz-expected-bucket-owner: 111122223333
                """, "x");
        s3("GET", "/fuzz/o", "response-content-type=a/b&response-expires=x&partNumber=1&versionId=null", """
                range: bytes=0-3,5-
                if-modified-since: Thu, 01 Dec 2014 16:00:00 GMT
                if-match: "abc", W/"d"
                x-amz-checksum-mode: ENABLED
                origin: http://a.example
                """, "");
        s3("HEAD", "/fuzz/o", "partNumber=1", "range: bytes=-1", "");
        s3(
                "GET",
                "/fuzz/o",
                "attributes",
                "x-amz-object-attributes: ETag,ObjectParts\nx-amz-max-parts: 1\nx-amz-part-number-marker: 0",
                "");
        s3("DELETE", "/fuzz/none", "versionId=abc", "x-amz-bypass-governance-retention: true\nif-match: *", "");
        s3("PUT", "/fuzz/copy", "", """
                x-amz-copy-source: /fuzz/o?versionId=null
                x-amz-copy-source-if-unmodified-since: Thu, 01 Dec 2044 16:00:00 GMT
                x-amz-metadata-directive: REPLACE
                x-amz-tagging-directive: COPY
                x-amz-source-expected-bucket-owner: 111122223333
                """, "");
        s3(
                "POST",
                "/fuzz",
                "delete",
                "",
                "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet><Object><Key>none</Key><VersionId>v</VersionId><ETag>\"e\"</ETag></Object></Delete>");
        s3("POST", "/fuzz/up", "uploads", "x-amz-checksum-algorithm: CRC64NVME\nx-amz-checksum-type: FULL_OBJECT", "");
        s3(
                "PUT",
                "/fuzz/up",
                "partNumber=1&uploadId=abc",
                "x-amz-copy-source: fuzz/o\nx-amz-copy-source-range: bytes=0-0",
                "");
        s3(
                "POST",
                "/fuzz/up",
                "uploadId=abc",
                "x-amz-mp-object-size: 1",
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"e\"</ETag><ChecksumCRC32>jBBX3w==</ChecksumCRC32></Part></CompleteMultipartUpload>");
        s3("GET", "/fuzz/up", "uploadId=abc&max-parts=2&part-number-marker=1&encoding-type=url", "", "");
        s3(
                "GET",
                "/fuzz",
                "list-type=2&prefix=a&delimiter=/&max-keys=3&continuation-token=abc&start-after=b&fetch-owner=true&encoding-type=url",
                "x-amz-optional-object-attributes: RestoreStatus",
                "");
        s3("GET", "/fuzz", "prefix=a&delimiter=/&max-keys=3&marker=abc&encoding-type=url", "", "");
        s3("GET", "/fuzz", "versions&prefix=a&key-marker=b&version-id-marker=c&max-keys=1", "", "");
        s3("GET", "/fuzz", "uploads&key-marker=b&upload-id-marker=c&max-uploads=1", "", "");
        s3("GET", "/", "max-buckets=1&continuation-token=abc&prefix=a&bucket-region=us-east-1", "", "");
        s3(
                "OPTIONS",
                "/fuzz/o",
                "",
                "origin: http://a.example\naccess-control-request-method: PUT\naccess-control-request-headers: x-a, x-b",
                "");
        s3(
                "PUT",
                "/fuzz-other",
                "",
                "x-amz-bucket-object-lock-enabled: true\nx-amz-object-ownership: BucketOwnerEnforced",
                "<CreateBucketConfiguration><LocationConstraint>us-west-2</LocationConstraint><Tags><Tag><Key>a</Key><Value>b</Value></Tag></Tags></CreateBucketConfiguration>");
    }

    private void configurations() {
        put(
                "encryption",
                "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>alias/a</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled><BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>");
        put(
                "website",
                "<WebsiteConfiguration><IndexDocument><Suffix>i</Suffix></IndexDocument><ErrorDocument><Key>e</Key></ErrorDocument><RoutingRules><RoutingRule><Condition><KeyPrefixEquals>a/</KeyPrefixEquals></Condition><Redirect><HostName>h</HostName><ReplaceKeyWith>b</ReplaceKeyWith></Redirect></RoutingRule></RoutingRules></WebsiteConfiguration>");
        put(
                "cors",
                "<CORSConfiguration><CORSRule><ID>i</ID><AllowedOrigin>http://*.a</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>x-a</ExposeHeader><MaxAgeSeconds>5</MaxAgeSeconds></CORSRule></CORSConfiguration>");
        put(
                "lifecycle",
                "<LifecycleConfiguration><Rule><ID>i</ID><Filter><And><Prefix>a</Prefix><Tag><Key>k</Key><Value>v</Value></Tag><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></And></Filter><Status>Enabled</Status><Expiration><Days>300</Days></Expiration><NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions></NoncurrentVersionExpiration></Rule><Rule><Filter/><Status>Disabled</Status><Expiration><Date>2030-01-01T00:00:00Z</Date></Expiration></Rule></LifecycleConfiguration>");
        put("tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>");
        put("versioning", "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>");
        put(
                "publicAccessBlock",
                "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>");
        put(
                "ownershipControls",
                "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>");
        put(
                "logging",
                "<BucketLoggingStatus><LoggingEnabled><TargetBucket>fuzz</TargetBucket><TargetPrefix>l/</TargetPrefix></LoggingEnabled></BucketLoggingStatus>");
        put(
                "notification",
                "<NotificationConfiguration><TopicConfiguration><Id>i</Id><Topic>arn:aws:sns:us-east-1:111122223333:hook</Topic><Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>prefix</Name><Value>a</Value></FilterRule></S3Key></Filter></TopicConfiguration></NotificationConfiguration>");
        put("requestPayment", "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>");
        put(
                "acl",
                "<AccessControlPolicy><Owner><ID>a</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"><ID>a</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>");
        put(
                "object-lock",
                "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule></ObjectLockConfiguration>");
        put(
                "metrics&id=m",
                "<MetricsConfiguration><Id>m</Id><Filter><And><Prefix>a</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And></Filter></MetricsConfiguration>");
        put(
                "inventory&id=i",
                "<InventoryConfiguration><Destination><S3BucketDestination><AccountId>111122223333</AccountId><Bucket>arn:aws:s3:::fuzz</Bucket><Format>CSV</Format><Prefix>p</Prefix><Encryption><SSE-KMS><KeyId>alias/a</KeyId></SSE-KMS></Encryption></S3BucketDestination></Destination><IsEnabled>true</IsEnabled><Filter><Prefix>a</Prefix></Filter><Id>i</Id><IncludedObjectVersions>All</IncludedObjectVersions><OptionalFields><Field>Size</Field><Field>EncryptionStatus</Field></OptionalFields><Schedule><Frequency>Weekly</Frequency></Schedule></InventoryConfiguration>");
        put("policy", DOCUMENT);
        for (var query : List.of("tagging", "retention", "legal-hold", "acl")) {
            s3(
                    "PUT",
                    "/fuzz/o",
                    query,
                    "",
                    switch (query) {
                        case "tagging" -> "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";
                        case "retention" ->
                            "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2030-01-01T00:00:00Z</RetainUntilDate></Retention>";
                        case "legal-hold" -> "<LegalHold><Status>ON</Status></LegalHold>";
                        default -> "<AccessControlPolicy/>";
                    });
        }
    }

    private void put(String subresource, String document) {
        s3("PUT", "/fuzz", subresource, "", document);
    }

    private void framed() {
        s3("PUT", "/fuzz/framed", "", """
                x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER
                content-encoding: aws-chunked
                x-amz-decoded-content-length: 3
                x-amz-trailer: x-amz-checksum-crc32
                """, "2\r\nab\r\n1;ext=1\r\nc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n");
        s3(
                "PUT",
                "/fuzz/framed",
                "",
                """
                x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD
                x-amz-decoded-content-length: 1
                """,
                "1;chunk-signature=" + "a".repeat(64) + "\r\nx\r\n0;chunk-signature=" + "b".repeat(64) + "\r\n\r\n");
        s3("POST", "/fuzz", "", "content-type: multipart/form-data; boundary=line", """
                --line\r
                Content-Disposition: form-data; name="key"\r
                \r
                a/${filename}\r
                --line\r
                Content-Disposition: form-data; name="policy"\r
                \r
                eyJleHBpcmF0aW9uIjoiMjA5OS0wMS0wMVQwMDowMDowMFoiLCJjb25kaXRpb25zIjpbXX0=\r
                --line\r
                Content-Disposition: form-data; name="x-amz-credential"\r
                \r
                AKIDTESTTESTTEST0001/20260101/us-east-1/s3/aws4_request\r
                --line\r
                Content-Disposition: form-data; name="file"; filename="f"\r
                \r
                bytes\r
                --line--\r
                """);
    }

    private void kms(String key, String ciphertext) {
        var named = "\"KeyId\":\"" + key + "\"";
        var bodies = new LinkedHashMap<String, String>();
        bodies.put(
                "Encrypt",
                named + ",\"Plaintext\":\"eA==\",\"EncryptionContext\":{\"a\":\"b\"},\"GrantTokens\":[\"abc\"]");
        bodies.put(
                "Decrypt",
                "\"CiphertextBlob\":\"" + ciphertext
                        + "\",\"EncryptionContext\":{},\"EncryptionAlgorithm\":\"SYMMETRIC_DEFAULT\"");
        bodies.put("ReEncrypt", "\"CiphertextBlob\":\"" + ciphertext + "\",\"DestinationKeyId\":\"" + key + "\"");
        bodies.put("GenerateDataKey", named + ",\"NumberOfBytes\":32,\"DryRun\":false");
        bodies.put("GenerateRandom", "\"NumberOfBytes\":8");
        bodies.put(
                "CreateKey",
                "\"Description\":\"d\",\"Tags\":[{\"TagKey\":\"a\",\"TagValue\":\"b\"}],\"Policy\":\""
                        + DOCUMENT.replace("\"", "\\\"") + "\"");
        bodies.put(
                "PutKeyPolicy",
                named + ",\"PolicyName\":\"default\",\"Policy\":\"" + DOCUMENT.replace("\"", "\\\"") + "\"");
        bodies.put(
                "CreateGrant",
                named
                        + ",\"GranteePrincipal\":\"arn:aws:iam::111122223333:root\",\"Operations\":[\"Decrypt\"],\"Constraints\":{\"EncryptionContextSubset\":{\"a\":\"b\"}},\"Name\":\"n\"");
        bodies.put("RetireGrant", "\"GrantToken\":\"abc\"");
        bodies.put("ListGrants", named + ",\"Limit\":1,\"Marker\":\"abc\"");
        bodies.put("ListAliases", "\"Limit\":1,\"Marker\":\"abc\"");
        bodies.put("CreateAlias", "\"AliasName\":\"alias/fuzz\",\"TargetKeyId\":\"" + key + "\"");
        bodies.put("EnableKeyRotation", named + ",\"RotationPeriodInDays\":90");
        bodies.put("TagResource", named + ",\"Tags\":[{\"TagKey\":\"a\",\"TagValue\":\"b\"}]");
        bodies.forEach((operation, body) -> add(
                "kms",
                "POST",
                "/",
                "",
                "content-type: application/x-amz-json-1.1\nx-amz-target: TrentService." + operation,
                "{" + body + "}"));
    }

    private void identities() {
        form("iam", "2010-05-08", "CreateUser&UserName=u&Path=/p/&Tags.member.1.Key=a&Tags.member.1.Value=b");
        form("iam", "2010-05-08", "PutUserPolicy&UserName=nobody&PolicyName=p&PolicyDocument=" + encoded(DOCUMENT));
        form(
                "iam",
                "2010-05-08",
                "CreateRole&RoleName=r&MaxSessionDuration=3600&AssumeRolePolicyDocument=" + encoded(DOCUMENT));
        form("iam", "2010-05-08", "ListUsers&PathPrefix=/&MaxItems=1&Marker=abc");
        form(
                "iam",
                "2010-05-08",
                "SimulateCustomPolicy&PolicyInputList.member.1=" + encoded(DOCUMENT)
                        + "&ActionNames.member.1=s3:GetObject&ContextEntries.member.1.ContextKeyName=aws:username&ContextEntries.member.1.ContextKeyType=string&ContextEntries.member.1.ContextKeyValues.member.1=a");
        form(
                "iam",
                "2010-05-08",
                "CreateOpenIDConnectProvider&Url=https://a.example&ClientIDList.member.1=c&ThumbprintList.member.1="
                        + "a".repeat(40));
        form(
                "sts",
                "2011-06-15",
                "AssumeRole&RoleArn=arn:aws:iam::111122223333:role/r&RoleSessionName=s&DurationSeconds=900&ExternalId=e&Policy="
                        + encoded(DOCUMENT)
                        + "&Tags.member.1.Key=a&Tags.member.1.Value=b&TransitiveTagKeys.member.1=a");
        form("sts", "2011-06-15", "GetAccessKeyInfo&AccessKeyId=AKIDTESTTESTTEST0001");
        form(
                "sts",
                "2011-06-15",
                "AssumeRoleWithWebIdentity&RoleArn=arn:aws:iam::111122223333:role/r&RoleSessionName=s&WebIdentityToken=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2EuZXhhbXBsZSJ9.c2ln");
    }

    private void form(String service, String version, String fields) {
        add(
                service,
                "POST",
                "/",
                "",
                "content-type: application/x-www-form-urlencoded",
                "Version=" + version + "&Action=" + fields);
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
