/// S3's XML, read strictly and within bounds, and written by hand-sized pieces.
@NullMarked
package sealstead.s3.xml;

import org.jspecify.annotations.NullMarked;
