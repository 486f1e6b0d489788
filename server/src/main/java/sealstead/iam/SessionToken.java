package sealstead.iam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import sealstead.crypto.SecretBytes;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;
import sealstead.iam.policy.PrincipalName;
import sealstead.store.Bytes;

/// What a session token says; nothing else is kept of a session.
///
/// @param holder the id of the user or role behind it, or the account id of the root user
/// @param name of the role session or the federated user; empty for GetSessionToken
/// @param limited whether session policies were passed, be they `inline` or `managed`
/// @param managed managed policies, as [AttachedPolicies] holds them
/// @param provider the ARN of the identity provider that vouched for who asked; empty if none did
/// @param transitive the keys of tags that sessions made by this one inherit
record SessionToken(
        String accessKeyId,
        SecretBytes secret,
        PrincipalName.Kind kind,
        String accountId,
        String holder,
        String name,
        Instant issued,
        Instant expires,
        boolean limited,
        List<NamedPolicy> inline,
        List<String> managed,
        SortedMap<String, String> tags,
        List<String> transitive,
        String sourceIdentity,
        boolean multiFactor,
        String provider) {
    SessionToken {
        inline = List.copyOf(inline);
        managed = List.copyOf(managed);
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        transitive = List.copyOf(transitive);
    }

    Bytes toBytes() {
        var out = new RecordWriter()
                .text(1, accessKeyId)
                .bytes(2, Bytes.of(secret.exposeBytes()))
                .text(3, kind.name())
                .text(4, accountId)
                .text(5, holder)
                .text(6, name)
                .number(7, issued.toEpochMilli())
                .number(8, expires.toEpochMilli())
                .flag(9, limited);
        inline.forEach(policy -> out.text(10, policy.document().text()));
        managed.forEach(policy -> out.text(11, policy));
        tags.forEach((key, value) -> out.pair(12, key, value));
        transitive.forEach(key -> out.text(13, key));
        out.text(14, sourceIdentity).flag(15, multiFactor);
        return provider.isEmpty() ? out.toBytes() : out.text(16, provider).toBytes();
    }

    static SessionToken read(Bytes record) {
        var in = new RecordReader(record);
        var accessKeyId = "";
        var secret = Bytes.EMPTY;
        var kind = PrincipalName.Kind.ANONYMOUS;
        var account = "";
        var holder = "";
        var name = "";
        var issued = Instant.EPOCH;
        var expires = Instant.EPOCH;
        boolean limited = false;
        var inline = new ArrayList<NamedPolicy>();
        var managed = new ArrayList<String>();
        var tags = new TreeMap<String, String>();
        var transitive = new ArrayList<String>();
        var sourceIdentity = "";
        boolean multiFactor = false;
        var provider = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> accessKeyId = in.text();
                case 2 -> secret = in.bytes();
                case 3 -> kind = PrincipalName.Kind.valueOf(in.text());
                case 4 -> account = in.text();
                case 5 -> holder = in.text();
                case 6 -> name = in.text();
                case 7 -> issued = Instant.ofEpochMilli(in.number());
                case 8 -> expires = Instant.ofEpochMilli(in.number());
                case 9 -> limited = in.flag();
                case 10 ->
                    inline.add(new NamedPolicy(
                            "session policy", CommonFields.parse(in.text(), PolicyDocument.Kind.IDENTITY)));
                case 11 -> managed.add(in.text());
                case 12 -> in.pair().addTo(tags);
                case 13 -> transitive.add(in.text());
                case 14 -> sourceIdentity = in.text();
                case 15 -> multiFactor = in.flag();
                case 16 -> provider = in.text();
                default -> {}
            }
        }
        return new SessionToken(
                accessKeyId,
                SecretBytes.copyOf(secret.readOnlyArray()),
                kind,
                account,
                holder,
                name,
                issued,
                expires,
                limited,
                inline,
                managed,
                tags,
                transitive,
                sourceIdentity,
                multiFactor,
                provider);
    }
}
