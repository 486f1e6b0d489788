package sealstead.encryption;

import java.util.random.RandomGenerator;
import sealstead.crypto.RandomId;

/// One write of one part of an object: a part of an upload, or a piece that was appended.
///
/// @param number 1 to 10,000
/// @param id 32 random hex digits, made for this one write; empty for what was sealed as an object in one piece, before
///     anything was appended to it
public record PartName(int number, String id) {
    /// The name of what was an object in one piece and has become the first of several.
    public static final PartName WHOLE = new PartName(1, "");

    /// The name of a write that begins.
    public static PartName random(int number, RandomGenerator random) {
        return new PartName(number, RandomId.BITS_128.hex(random));
    }

    public boolean isWhole() {
        return id.isEmpty();
    }
}
