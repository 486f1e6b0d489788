/// Multipart uploads: begun with their encryption, filled part by part, and made an object in one commit.
@NullMarked
package sealstead.s3.operation.multipart;

import org.jspecify.annotations.NullMarked;
