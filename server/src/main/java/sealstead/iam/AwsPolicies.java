package sealstead.iam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import sealstead.iam.policy.PolicyDocument;

/// The policies that AWS owns and everybody may attach, as far as they speak of what is served here.
public final class AwsPolicies {
    private static final String PREFIX = "arn:aws:iam::aws:policy/";

    private final TreeMap<String, ManagedPolicy> byArn = new TreeMap<>();

    AwsPolicies() {
        add(
                "AdministratorAccess",
                "ANPAIWMBCKSKIEE64ZLYK",
                "Provides full access to AWS services and resources.",
                "2015-02-06T18:39:46Z",
                statement("\"*\""));
        add(
                "AmazonS3FullAccess",
                "ANPAIFIR6V6BVTRAHWINE",
                "Provides full access to all buckets via the AWS Management Console.",
                "2015-02-06T18:40:58Z",
                statement("[\"s3:*\",\"s3-object-lambda:*\"]"));
        add(
                "AmazonS3ReadOnlyAccess",
                "ANPAIZTJ4DXE7G6AGAE6M",
                "Provides read only access to all buckets via the AWS Management Console.",
                "2015-02-06T18:40:59Z",
                statement("[\"s3:Get*\",\"s3:List*\",\"s3:Describe*\",\"s3-object-lambda:Get*\","
                        + "\"s3-object-lambda:List*\"]"));
        add(
                "IAMFullAccess",
                "ANPAI7XKCFMBPM3QQRRVQ",
                "Provides full access to IAM via the AWS Management Console.",
                "2015-02-06T18:40:38Z",
                statement("\"iam:*\""));
        add(
                "AWSKeyManagementServicePowerUser",
                "ANPAJNPP7PPPPMJRV2SA4",
                "Provides access to AWS Key Management Service (KMS).",
                "2015-02-06T18:40:40Z",
                statement("[\"kms:CreateAlias\",\"kms:CreateKey\",\"kms:DeleteAlias\",\"kms:Describe*\","
                        + "\"kms:GenerateRandom\",\"kms:Get*\",\"kms:List*\",\"kms:TagResource\","
                        + "\"kms:UntagResource\",\"iam:ListGroups\",\"iam:ListRoles\",\"iam:ListUsers\"]"));
    }

    private static String statement(String actions) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":" + actions
                + ",\"Resource\":\"*\"}]}";
    }

    private void add(String name, String id, String description, String created, String text) {
        var document = CommonFields.parse(text, PolicyDocument.Kind.IDENTITY);
        var time = Instant.parse(created);
        byArn.put(
                PREFIX + name,
                new ManagedPolicy(
                        Naming.fresh("aws", id, "/", name, time),
                        description,
                        List.of(new ManagedPolicy.PolicyVersion(1, document, time)),
                        1,
                        1,
                        time));
    }

    Optional<ManagedPolicy> find(String arn) {
        return Optional.ofNullable(byArn.get(arn));
    }

    public List<ManagedPolicy> all() {
        return new ArrayList<>(byArn.values());
    }

    static boolean isArn(String reference) {
        return reference.startsWith(PREFIX);
    }

    /// What allows everything.
    ManagedPolicy administrator() {
        return find(PREFIX + "AdministratorAccess").orElseThrow();
    }
}
