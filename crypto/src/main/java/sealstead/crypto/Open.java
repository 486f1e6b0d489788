package sealstead.crypto;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Opens a stored object outside the server, given its data key and its identity: proof that the format is what
/// docs/format.md says.
///
///     java -cp sealstead-crypto.jar sealstead.crypto.Open --in FILE --out FILE --key HEX
///         --bucket-id ID --object-id ID [--layer data|inner|outer] [--part NUMBER:ID]
public final class Open {
    private static final List<String> REQUIRED = List.of("--in", "--out", "--key", "--bucket-id", "--object-id");
    private static final List<String> OPTIONAL = List.of("--layer", "--part");

    private Open() {}

    public static void main(String[] arguments) {
        try {
            run(arguments);
        } catch (IllegalArgumentException | IOException refused) {
            System.err.println("open: " + refused.getMessage());
            System.exit(1);
        }
    }

    /// Opens as `arguments` say; nothing is left in the output file if the ciphertext does not verify.
    static void run(String... arguments) throws IOException {
        var options = parse(arguments);
        var out = Path.of(options.getOrDefault("--out", ""));
        var additional = additional(options);
        try (var key = SecretBytes.takeOver(HexFormat.of().parseHex(options.getOrDefault("--key", "")));
                var channel = FileChannel.open(Path.of(options.getOrDefault("--in", "")), StandardOpenOption.READ)) {
            long bytes = plaintextBytes(channel.size());
            try (var reader = new OpeningReader(key, additional, new ChannelSource(channel), bytes);
                    OutputStream target = Files.newOutputStream(out, StandardOpenOption.CREATE_NEW)) {
                reader.copy(0, bytes, target::write);
            } catch (CorruptObjectException corrupt) {
                Files.deleteIfExists(out);
                throw corrupt;
            }
        }
    }

    private static byte[] additional(Map<String, String> options) {
        var bucket = options.getOrDefault("--bucket-id", "");
        var object = options.getOrDefault("--object-id", "");
        var layer = options.getOrDefault("--layer", "data");
        var part = options.getOrDefault("--part", "");
        if (part.isEmpty()) {
            return Additional.data("object", bucket, object, "0", layer);
        }
        int colon = part.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("--part takes NUMBER:ID");
        }
        return Additional.data("part", bucket, object, part.substring(0, colon), part.substring(colon + 1), layer);
    }

    private static Map<String, String> parse(String... arguments) {
        var options = new HashMap<String, String>();
        for (int i = 0; i < arguments.length; i += 2) {
            boolean known = REQUIRED.contains(arguments[i]) || OPTIONAL.contains(arguments[i]);
            if (!known || i + 1 == arguments.length) {
                throw new IllegalArgumentException("unknown or incomplete option " + arguments[i]);
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        for (var name : REQUIRED) {
            if (!options.containsKey(name)) {
                throw new IllegalArgumentException("missing " + name);
            }
        }
        return options;
    }

    /// The plaintext length whose sealed length is `sealedBytes`.
    static long plaintextBytes(long sealedBytes) throws CorruptObjectException {
        long segments = Math.max(1, (sealedBytes + SegmentFormat.SEGMENT_BYTES - 1) / SegmentFormat.SEGMENT_BYTES);
        long bytes = sealedBytes - SegmentFormat.HEADER_BYTES - segments * SegmentFormat.TAG_BYTES;
        if (bytes < 0 || SegmentFormat.sealedBytes(bytes) != sealedBytes) {
            throw new CorruptObjectException();
        }
        return bytes;
    }

    private record ChannelSource(FileChannel channel) implements SealedSource {
        @Override
        public long length() throws IOException {
            return channel.size();
        }

        @Override
        public void read(long position, byte[] buffer, int offset, int length) throws IOException {
            var target = ByteBuffer.wrap(buffer, offset, length);
            while (target.hasRemaining()) {
                if (channel.read(target, position + target.position() - offset) < 0) {
                    throw new CorruptObjectException();
                }
            }
        }
    }
}
