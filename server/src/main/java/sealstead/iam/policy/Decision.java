package sealstead.iam.policy;

/// The outcome of a question to the policy engine.
public sealed interface Decision {
    record Allow() implements Decision {}

    record Deny() implements Decision {}
}
