package sealstead.iam.policy;

/// May `principal` do `action` on `resource`?
///
/// @param action such as `s3:PutObject`
/// @param resource an ARN, or `*` where the action knows no resource
/// @param resourceAccount the account that owns the resource, twelve digits
public record Question(
        PrincipalName principal, String action, String resource, String resourceAccount, Conditions conditions) {}
