package sealstead.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import sealstead.crypto.CipherPool;

/// Whether a data folder is as it was.
final class FolderDigests {
    /// What one that was killed read the records in; it lies beside them until a server starts.
    static final String VIEW = "records.view";

    private FolderDigests() {}

    /// Every file that is the folder's own, with a digest of its bytes.
    static Map<String, String> of(Path data) throws IOException {
        var found = new TreeMap<String, String>();
        try (var all = Files.walk(data)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                if (data.relativize(file).getName(0).toString().startsWith(VIEW)) {
                    continue;
                }
                found.put(
                        data.relativize(file).toString(),
                        HexFormat.of().formatHex(CipherPool.sha256(Files.readAllBytes(file))));
            }
        }
        return found;
    }
}
