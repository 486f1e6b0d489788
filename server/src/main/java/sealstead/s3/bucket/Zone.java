package sealstead.s3.bucket;

import java.util.Arrays;
import java.util.Optional;

/// A place that holds directory buckets.
///
/// @param id as it stands in names of buckets, such as `use1-az4`
public record Zone(String id, Type type) {
    /// The kinds of zones, and what a bucket in one says of itself.
    public enum Type {
        AVAILABILITY_ZONE("AvailabilityZone", "SingleAvailabilityZone", "EXPRESS_ONEZONE"),
        LOCAL_ZONE("LocalZone", "SingleLocalZone", "ONEZONE_IA");

        private final String wireName;
        private final String redundancy;
        private final String storageClass;

        Type(String wireName, String redundancy, String storageClass) {
            this.wireName = wireName;
            this.redundancy = redundancy;
            this.storageClass = storageClass;
        }

        public static Optional<Type> named(String wireName) {
            return Arrays.stream(values())
                    .filter(type -> type.wireName.equals(wireName))
                    .findFirst();
        }

        /// The `Type` of a `Location`.
        public String wireName() {
            return wireName;
        }

        /// The `DataRedundancy` of a bucket in such a zone.
        public String redundancy() {
            return redundancy;
        }

        /// The one storage class of the objects there.
        public String storageClass() {
            return storageClass;
        }
    }
}
