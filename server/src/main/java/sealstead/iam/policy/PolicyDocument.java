package sealstead.iam.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A policy document, parsed and ready to be asked.
public final class PolicyDocument {
    /// How many times as large a document is in memory as its text, about: lists of one letter each make it so
    /// many.
    public static final int TIMES_OF_TEXT = 16;

    private static final Set<String> ELEMENTS = Set.of("Version", "Id", "Statement");
    private static final String WITH_VARIABLES = "2012-10-17";
    private static final String WITHOUT_VARIABLES = "2008-10-17";

    private final String text;
    private final String version;
    private final List<Statement> statements;

    private PolicyDocument(String text, String version, List<Statement> statements) {
        this.text = text;
        this.version = version;
        this.statements = List.copyOf(statements);
    }

    /// How large it is in memory, about.
    public long bytes() {
        return 1024 + (long) TIMES_OF_TEXT * text.length();
    }

    /// What a document is for, which decides what it must say.
    public enum Kind {
        /// Attached to a user, group or role, or passed with a session: no principal.
        IDENTITY(131_072),
        /// Of a bucket: every statement names its principals.
        BUCKET(20_480),
        /// Of a KMS key: every statement names its principals.
        KEY(32_768),
        /// Of a role: principals, and no resource.
        TRUST(131_072);

        private final int mostBytes;

        Kind(int mostBytes) {
            this.mostBytes = mostBytes;
        }

        /// How large a document may be. Of identity policies this is what the API takes; what an identity may have
        /// altogether is for IAM to count.
        public int mostBytes() {
            return mostBytes;
        }
    }

    /// Parses and checks a document.
    ///
    /// @throws MalformedPolicyException if it is not one of that kind
    public static PolicyDocument parse(String text, Kind kind) throws MalformedPolicyException {
        var refusals = new Refusals(kind);
        if (text.length() > kind.mostBytes() || text.getBytes(StandardCharsets.UTF_8).length > kind.mostBytes()) {
            throw refusals.tooLarge();
        }
        boolean startsLikeJson =
                kind == Kind.BUCKET ? text.startsWith("{") : text.stripLeading().startsWith("{");
        if (!startsLikeJson) {
            throw refusals.notJson(false);
        }
        var root = PolicyJson.read(text).orElseThrow(() -> refusals.notJson(true));
        for (var entry : root.properties()) {
            if (!ELEMENTS.contains(entry.getKey())) {
                throw refusals.unknown(entry.getKey());
            }
        }
        if (root.has("Id") && !root.get("Id").isTextual()) {
            throw refusals.wrongForm("Id");
        }
        var version = version(root, refusals);
        return new PolicyDocument(text, version, statements(root, text, version.equals(WITH_VARIABLES), refusals));
    }

    private static String version(JsonNode root, Refusals refusals) throws MalformedPolicyException {
        var version = root.path("Version");
        if (version.isMissingNode()) {
            return WITHOUT_VARIABLES;
        }
        return switch (version.isTextual() ? version.textValue() : "") {
            case WITH_VARIABLES -> WITH_VARIABLES;
            case WITHOUT_VARIABLES -> WITHOUT_VARIABLES;
            default -> throw refusals.version();
        };
    }

    private static List<Statement> statements(JsonNode root, String text, boolean variables, Refusals refusals)
            throws MalformedPolicyException {
        var node = root.path("Statement");
        if (node.isMissingNode()) {
            throw refusals.missing("Statement");
        }
        if (!node.isContainerNode()) {
            throw refusals.wrongForm("Statement");
        }
        var each = node.isArray() ? node : List.of(node);
        var positions = PolicyJson.positions(text);
        var statements = new ArrayList<Statement>();
        var labels = new HashSet<String>();
        for (var one : each) {
            int index = statements.size();
            var statement = new StatementParser(one, variables, refusals.in(index)).read(index, positions.get(index));
            boolean ofIam = refusals.kind() == Kind.IDENTITY || refusals.kind() == Kind.TRUST;
            if (!labels.add(statement.label()) && ofIam) {
                throw refusals.sidTwice();
            }
            statements.add(statement);
        }
        if (statements.isEmpty()) {
            throw refusals.noStatements();
        }
        return statements;
    }

    /// The document as it was given.
    public String text() {
        return text;
    }

    /// `2012-10-17` or `2008-10-17`, which is also what no version means; only the former knows policy variables.
    public String version() {
        return version;
    }

    List<Statement> statements() {
        return statements;
    }

    /// Whether it grants anything to everybody, by the rules of S3's public access block.
    public boolean isPublic() {
        return PublicPolicy.isPublic(statements);
    }

    /// Refuses an identity policy with resources that can mean nothing.
    public void checkForIdentity() throws MalformedPolicyException {
        IdentityPolicyCheck.check(statements);
    }

    /// Refuses a bucket policy that speaks of another bucket, of actions that S3 does not know or that do not go with
    /// its resources, or of condition keys that do not exist.
    ///
    /// @param bucketArn `arn:aws:s3:::NAME`, or `arn:aws:s3express:REGION:ACCOUNT:bucket/NAME`
    public void checkForBucket(String bucketArn) throws MalformedPolicyException {
        BucketPolicyCheck.check(statements, bucketArn);
    }
}
