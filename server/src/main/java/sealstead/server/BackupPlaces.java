package sealstead.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import sealstead.backup.BackupPlace;
import sealstead.backup.FolderPlace;
import sealstead.migration.BackupBucket;
import sealstead.migration.Import;
import sealstead.migration.Place;
import sealstead.store.local.DataFolder;

/// The places that an operator can name for backups of a running server.
final class BackupPlaces {
    private final DataFolder data;

    BackupPlaces(DataFolder data) {
        this.data = data;
    }

    BackupPlace open(String to, JsonNode side) throws IOException {
        if (to.startsWith("s3://")) {
            return new BackupBucket(
                    new Import.Side(
                            URI.create(side.path("endpoint").asText()),
                            side.path("region").asText(),
                            side.path("accessKeyId").asText(),
                            side.path("secretAccessKey").asText(),
                            side.path("sessionToken").asText()),
                    Place.parse(to));
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
}
