package sealstead.s3.bucket;

/// The configurations of a bucket that are kept as the document that was put, beside its record. The numbers are
/// written into records and never change their meaning.
public enum DocumentKind {
    TAGGING(1),
    CORS(2),
    LIFECYCLE(3),
    POLICY(4),
    NOTIFICATION(5),
    LOGGING(6),
    METRICS(7),
    INVENTORY(8),
    /// When each inventory was made last.
    INVENTORY_REPORTS(9),
    WEBSITE(10),
    ACCELERATE(15),
    ANALYTICS(16),
    INTELLIGENT_TIERING(17);

    private final int number;

    DocumentKind(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static DocumentKind numbered(long number) {
        for (var kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown bucket configuration " + number);
    }
}
