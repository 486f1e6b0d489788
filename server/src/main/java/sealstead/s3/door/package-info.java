/// Where S3 requests come in: the address, the row of the table that it means, the signature, and then the operation.
/// Sees all rooms of S3 and is seen by none but those that make requests of their own.
@NullMarked
package sealstead.s3.door;

import org.jspecify.annotations.NullMarked;
