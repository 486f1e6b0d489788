@NullMarked
package sealstead.s3.acl;

import org.jspecify.annotations.NullMarked;
