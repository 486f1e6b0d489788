package sealstead.iam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;

/// A policy that users, groups and roles can share, in up to five versions.
///
/// @param versions oldest first
/// @param defaultVersion the one in force
/// @param lastVersion the highest number ever given to one
public record ManagedPolicy(
        Naming naming,
        String description,
        List<PolicyVersion> versions,
        int defaultVersion,
        int lastVersion,
        Instant updated)
        implements Entity<ManagedPolicy> {
    public ManagedPolicy {
        versions = List.copyOf(versions);
    }

    /// One version of the document.
    public record PolicyVersion(int number, PolicyDocument document, Instant created) {
        public String wireName() {
            return "v" + number;
        }
    }

    @Override
    public String arn() {
        return naming.arn("policy");
    }

    /// By what others hold it.
    public String reference() {
        return isAwsOwned() ? arn() : naming.id();
    }

    public boolean isAwsOwned() {
        return naming.accountId().equals("aws");
    }

    @Override
    public ManagedPolicy with(Naming changed) {
        return new ManagedPolicy(changed, description, versions, defaultVersion, lastVersion, updated);
    }

    public Optional<PolicyVersion> version(String wireName) {
        return versions.stream()
                .filter(version -> version.wireName().equals(wireName))
                .findFirst();
    }

    public PolicyVersion inForce() {
        return versions.stream()
                .filter(version -> version.number() == defaultVersion)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("policy without a default version: " + arn()));
    }

    public NamedPolicy asPolicy() {
        return new NamedPolicy(arn(), inForce().document());
    }

    public ManagedPolicy withVersion(PolicyDocument document, boolean asDefault, Instant now) {
        var more = new ArrayList<>(versions);
        more.add(new PolicyVersion(lastVersion + 1, document, now));
        return new ManagedPolicy(
                naming, description, more, asDefault ? lastVersion + 1 : defaultVersion, lastVersion + 1, now);
    }

    public ManagedPolicy withoutVersion(int number, Instant now) {
        var fewer =
                versions.stream().filter(version -> version.number() != number).toList();
        return new ManagedPolicy(naming, description, fewer, defaultVersion, lastVersion, now);
    }

    public ManagedPolicy withDefault(int number, Instant now) {
        return new ManagedPolicy(naming, description, versions, number, lastVersion, now);
    }
}
