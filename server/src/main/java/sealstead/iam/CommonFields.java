package sealstead.iam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;

/// The fields that records of entities share: 1 to 6 the naming, 7 to 9 the policies; their own begin at 16.
final class CommonFields {
    private String account = "";
    private String id = "";
    private String path = "";
    private String name = "";
    private Instant created = Instant.EPOCH;
    private final TreeMap<String, String> tags = new TreeMap<>();
    private final TreeMap<String, NamedPolicy> inline = new TreeMap<>();
    private final List<String> attached = new ArrayList<>();
    private String boundary = "";

    static RecordWriter write(Naming naming) {
        var out = new RecordWriter()
                .text(1, naming.accountId())
                .text(2, naming.id())
                .text(3, naming.path())
                .text(4, naming.name())
                .number(5, naming.created().toEpochMilli());
        naming.tags().forEach((key, value) -> out.pair(6, key, value));
        return out;
    }

    static RecordWriter write(Naming naming, AttachedPolicies permissions) {
        var out = write(naming);
        permissions
                .inline()
                .forEach((policyName, policy) ->
                        out.pair(7, policyName, policy.document().text()));
        permissions.attached().forEach(policy -> out.text(8, policy));
        permissions.boundary().ifPresent(policy -> out.text(9, policy));
        return out;
    }

    /// Takes the field that `in` stands on, if it is a common one.
    void take(RecordReader in) {
        switch (in.tag()) {
            case 1 -> account = in.text();
            case 2 -> id = in.text();
            case 3 -> path = in.text();
            case 4 -> name = in.text();
            case 5 -> created = Instant.ofEpochMilli(in.number());
            case 6 -> in.pair().addTo(tags);
            case 7 -> {
                var pair = in.pair();
                inline.put(
                        pair.first(),
                        new NamedPolicy(pair.first(), parse(pair.second(), PolicyDocument.Kind.IDENTITY)));
            }
            case 8 -> attached.add(in.text());
            case 9 -> boundary = in.text();
            default -> {}
        }
    }

    Naming naming() {
        return new Naming(account, id, path, name, created, tags);
    }

    AttachedPolicies permissions() {
        return new AttachedPolicies(inline, attached, Optional.of(boundary).filter(policy -> !policy.isEmpty()));
    }

    /// A document that was checked when it came.
    static PolicyDocument parse(String text, PolicyDocument.Kind kind) {
        try {
            return PolicyDocument.parse(text, kind);
        } catch (MalformedPolicyException defect) {
            throw new IllegalStateException("a kept policy is malformed", defect);
        }
    }
}
