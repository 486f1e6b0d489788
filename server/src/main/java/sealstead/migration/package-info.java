/// Copies objects in from another S3 endpoint, as a client of both.
@NullMarked
package sealstead.migration;

import org.jspecify.annotations.NullMarked;
