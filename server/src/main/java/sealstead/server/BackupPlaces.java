package sealstead.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import sealstead.backup.BackupPlace;
import sealstead.backup.FolderPlace;
import sealstead.crypto.KernelRandom;
import sealstead.crypto.RandomId;
import sealstead.migration.BackupBucket;
import sealstead.migration.Import;
import sealstead.migration.Place;

/// The places that an operator can name for backups of a running server.
final class BackupPlaces {
    private static final String PROBE = "probe-";

    private final Engine data;
    private final Own own;
    private final SecureRandom random = new KernelRandom();

    /// What this server has itself.
    interface Own {
        boolean hasBucket(String bucket) throws IOException;

        boolean has(String bucket, String key) throws IOException;
    }

    BackupPlaces(Engine data, Own own) {
        this.data = data;
        this.own = own;
    }

    BackupPlace open(String to, JsonNode side) throws IOException {
        data.checkBackups();
        if (to.startsWith("s3://")) {
            if (side.path("endpoint").asText().isEmpty()) {
                throw new IllegalArgumentException("say which endpoint has the bucket");
            }
            var at = Place.parse(to);
            var bucket = new BackupBucket(
                    new Import.Side(
                            URI.create(side.path("endpoint").asText()),
                            side.path("region").asText(),
                            side.path("accessKeyId").asText(),
                            side.path("secretAccessKey").asText(),
                            side.path("sessionToken").asText()),
                    at);
            try {
                checkElsewhere(bucket, at);
                return bucket;
            } catch (IOException | RuntimeException failed) {
                bucket.close();
                throw failed;
            }
        }
        var folder = Path.of(to);
        if (!folder.isAbsolute()) {
            throw new IllegalArgumentException("the folder is named by its whole path: " + to);
        }
        if (data.contains(folder)) {
            throw new IllegalArgumentException("a backup in the data folder itself is none: " + to);
        }
        return FolderPlace.writing(folder);
    }

    /// Whatever way leads to the endpoint: what is put there may not turn up here.
    private void checkElsewhere(BackupBucket bucket, Place at) throws IOException {
        if (!own.hasBucket(at.bucket())) {
            return;
        }
        var name = PROBE + RandomId.BITS_128.hex(random);
        bucket.put(name, 0, InputStream::nullInputStream);
        boolean here = own.has(at.bucket(), bucket.key(name));
        bucket.delete(name);
        if (here) {
            throw new IllegalArgumentException(
                    "a backup in the store itself is none: " + bucket + " of that endpoint is of this server");
        }
    }
}
