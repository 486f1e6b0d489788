package sealstead.bench.load;

/// What is done again and again.
public enum Work {
    PUT,
    GET,
    /// 1 MiB at changing places of an object of 1 GiB.
    RANGE,
    HEAD,
    /// A page of 1,000 keys.
    LIST,
    DELETE,
    COPY,
    /// 5 parts of 16 MiB, from create to complete.
    MULTIPART;

    /// Whether the size of objects means anything to it.
    boolean isSized() {
        return this == PUT || this == GET || this == HEAD || this == DELETE || this == COPY;
    }
}
