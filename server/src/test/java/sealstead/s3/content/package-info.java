@NullMarked
package sealstead.s3.content;

import org.jspecify.annotations.NullMarked;
