package sealstead.kms;

import java.util.List;

/// A key and its versions that are not retired, oldest first; the last one seals.
public record KeyVersions(String arn, List<String> keyMaterialIds) {
    public KeyVersions {
        keyMaterialIds = List.copyOf(keyMaterialIds);
    }
}
