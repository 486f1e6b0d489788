@NullMarked
package sealstead.s3.multipart;

import org.jspecify.annotations.NullMarked;
