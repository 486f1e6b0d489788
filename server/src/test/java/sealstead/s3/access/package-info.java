@NullMarked
package sealstead.s3.access;

import org.jspecify.annotations.NullMarked;
