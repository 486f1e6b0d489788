@NullMarked
package sealstead.s3.trail;

import org.jspecify.annotations.NullMarked;
