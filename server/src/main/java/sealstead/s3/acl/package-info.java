/// Access control lists: what they say, how they are asked for, written and kept.
@NullMarked
package sealstead.s3.acl;

import org.jspecify.annotations.NullMarked;
