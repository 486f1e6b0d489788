package sealstead.s3;

import sealstead.wire.Reply;

/// A listing that leaves out what cannot be read says so: whoever takes it for all that there is, and deletes the rest
/// elsewhere, must be able to know.
public final class IncompleteListing {
    private static final String HEADER = "x-sealstead-incomplete";

    private IncompleteListing() {}

    /// The reply to a listing.
    ///
    /// @param damaged whether something was left out
    public static Reply told(boolean damaged, Reply reply) {
        return damaged ? reply.with(HEADER, "damaged") : reply;
    }
}
