package sealstead.checksum;

/// A checksum that runs over a stream.
public interface Checksum {
    void update(byte[] bytes, int offset, int length);

    /// The digest, big-endian as S3 sends it. To be asked for once.
    byte[] digest();
}
