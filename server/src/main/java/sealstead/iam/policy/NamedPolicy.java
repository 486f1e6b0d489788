package sealstead.iam.policy;

/// A policy and what people call it: an inline policy's name, a managed policy's ARN, `bucket policy`, `key policy`.
public record NamedPolicy(String name, PolicyDocument document) {}
