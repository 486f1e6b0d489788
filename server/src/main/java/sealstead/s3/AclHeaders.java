package sealstead.s3;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The headers of requests that ask for an access control list, by its name or by grants.
public final class AclHeaders {
    public static final List<String> ALL = List.of(
            "x-amz-acl",
            "x-amz-grant-full-control",
            "x-amz-grant-read",
            "x-amz-grant-read-acp",
            "x-amz-grant-write",
            "x-amz-grant-write-acp");

    private AclHeaders() {}

    /// These and others.
    public static List<String> and(String... others) {
        return Stream.concat(ALL.stream(), Arrays.stream(others)).toList();
    }
}
