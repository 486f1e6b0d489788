/// The checksums that requests declare of their bodies: all ten of S3's algorithms, over streams.
@NullMarked
package sealstead.checksum;

import org.jspecify.annotations.NullMarked;
