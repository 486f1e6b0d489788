package sealstead.iam.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Every policy that has a say in one question, except grants of KMS keys.
///
/// @param identity inline and managed policies of the user and its groups, or of the role
/// @param boundary the permissions boundary of the user or role
/// @param session the policies passed when the session was made; absent if none were, and then they limit nothing
/// @param serviceControl the levels from the organisation's root down to the account; every level must allow. None
///     limits nothing
/// @param resource the bucket policy, the key policy or the trust policy
public record PoliciesInForce(
        List<NamedPolicy> identity,
        Optional<NamedPolicy> boundary,
        Optional<List<NamedPolicy>> session,
        List<List<NamedPolicy>> serviceControl,
        Optional<NamedPolicy> resource) {
    public static final PoliciesInForce NONE =
            new PoliciesInForce(List.of(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    public PoliciesInForce {
        identity = List.copyOf(identity);
        session = session.map(List::copyOf);
        serviceControl = serviceControl.isEmpty()
                ? List.of()
                : serviceControl.stream().map(List::copyOf).toList();
    }

    public PoliciesInForce withResource(Optional<NamedPolicy> policy) {
        return new PoliciesInForce(identity, boundary, session, serviceControl, policy);
    }

    /// Visits the documents of all of them, without a stream: every decision does.
    public void forEachDocument(Consumer<PolicyDocument> visitor) {
        visit(identity, visitor);
        if (boundary.isPresent()) {
            visitor.accept(boundary.get().document());
        }
        if (session.isPresent()) {
            visit(session.get(), visitor);
        }
        for (var level : serviceControl) {
            visit(level, visitor);
        }
        if (resource.isPresent()) {
            visitor.accept(resource.get().document());
        }
    }

    private static void visit(List<NamedPolicy> policies, Consumer<PolicyDocument> visitor) {
        for (var policy : policies) {
            visitor.accept(policy.document());
        }
    }

    /// All of them, the caller's first.
    Stream<NamedPolicy> all() {
        return Stream.of(
                        identity.stream(),
                        boundary.stream(),
                        session.stream().flatMap(List::stream),
                        serviceControl.stream().flatMap(List::stream),
                        resource.stream())
                .flatMap(each -> each);
    }
}
