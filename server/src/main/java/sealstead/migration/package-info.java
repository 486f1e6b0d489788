/// Copies objects in from another S3 end point, as a client of both.
@NullMarked
package sealstead.migration;

import org.jspecify.annotations.NullMarked;
