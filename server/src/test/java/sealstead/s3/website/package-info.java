@NullMarked
package sealstead.s3.website;

import org.jspecify.annotations.NullMarked;
