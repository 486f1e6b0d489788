package sealstead.control;

import java.util.List;

/// What is known of one operation of S3 Control. A row begins with its method and the path behind the version of the
/// API, where `{name}` is one segment and `{name+}` one or more; each call after that says what is not as with most.
final class ControlRow {
    final String method;
    final String path;
    List<String> more = List.of();
    List<String> regions = List.of();
    boolean makesMany;
    boolean checksum;
    boolean document;

    private ControlRow(String method, String path) {
        this.method = method;
        this.path = path;
    }

    static ControlRow get(String path) {
        return new ControlRow("GET", path);
    }

    static ControlRow put(String path) {
        return new ControlRow("PUT", path);
    }

    static ControlRow post(String path) {
        return new ControlRow("POST", path);
    }

    static ControlRow patch(String path) {
        return new ControlRow("PATCH", path);
    }

    static ControlRow delete(String path) {
        return new ControlRow("DELETE", path);
    }

    /// Actions that it needs beside its own.
    ControlRow needing(String... actions) {
        more = List.of(actions);
        return this;
    }

    /// It makes something of which there may be many.
    ControlRow makesMany() {
        makesMany = true;
        return this;
    }

    /// A request brings a document, whose root the model calls like the operation.
    ControlRow document() {
        document = true;
        return this;
    }

    /// A request must bring a checksum of its body: AWS's model says so of these among those that have one.
    ControlRow checksum() {
        checksum = true;
        return this;
    }

    /// AWS is asked for it in the region where Multi-Region Access Points are kept.
    ControlRow ofAccessPoints() {
        regions = List.of("us-west-2");
        return this;
    }

    /// AWS is asked for it in the regions where the routes of Multi-Region Access Points are kept.
    ControlRow ofRoutes() {
        regions = List.of("us-west-2", "us-east-1", "ap-southeast-2", "ap-northeast-1", "eu-west-1");
        return this;
    }
}
