package sealstead.batch;

import java.io.IOException;
import sealstead.s3.door.OwnCalls;

/// What a job does, it does as its role. An interface, so that an operation sees what it can do as the role and nothing
/// of how the role is assumed.
interface RoleCalls {
    BatchJob.Name job();

    /// Performs an operation of S3 as the role, and reads its answer to the end.
    OwnCalls.Answer perform(OwnCalls.Call call) throws IOException;

    /// The same for an answer that has data, which the caller reads.
    OwnCalls.Answer open(OwnCalls.Call call) throws IOException;

    /// Has the version of a task replicated by the rules of its bucket.
    ///
    /// @throws sealstead.wire.Refusal if it is not there, goes nowhere, or the role may not
    void replicate(Task task) throws IOException;

    /// Whether the role may do what is no operation of S3.
    boolean may(String action, String resource) throws IOException;
}
