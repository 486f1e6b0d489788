package sealstead.bench.load;

/// What is done again and again.
public interface Operation {
    /// The first step of the operation of that number.
    Step begin(int index);
}
