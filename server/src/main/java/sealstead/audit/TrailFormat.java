package sealstead.audit;

/// How the trail stands on the disk.
public enum TrailFormat {
    /// Every line sealed under a key of the root key; `sealstead audit read` opens them.
    SEALED(".sealed"),
    /// Lines of plain JSON, for whoever forwards them; whoever reads the disk reads them too.
    JSON(".jsonl");

    private final String extension;

    TrailFormat(String extension) {
        this.extension = extension;
    }

    String extension() {
        return extension;
    }
}
