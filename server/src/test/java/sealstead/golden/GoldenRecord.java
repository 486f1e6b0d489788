package sealstead.golden;

import java.util.function.Function;
import sealstead.store.Bytes;

/// A record, and the file in which it is frozen.
///
/// @param message what it is, as docs/format.md names it under "Tags"
/// @param variant one of several of its kind, which together have every field
/// @param value what the file holds, the same for ever
public record GoldenRecord<T>(
        String message, String variant, T value, Function<T, Bytes> write, Function<Bytes, T> read) {
    /// The only one of its kind.
    public static <T> GoldenRecord<T> of(String message, T value, Function<T, Bytes> write, Function<Bytes, T> read) {
        return new GoldenRecord<>(message, "whole", value, write, read);
    }

    String file() {
        return message + "/" + variant;
    }

    Bytes written() {
        return write.apply(value);
    }

    T read(Bytes record) {
        return read.apply(record);
    }
}
