@NullMarked
package sealstead.s3.accesspoint;

import org.jspecify.annotations.NullMarked;
