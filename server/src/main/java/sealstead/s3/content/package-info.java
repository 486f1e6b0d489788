/// What is in objects: sealed while it is read from a request or from another object, and opened while it is sent.
@NullMarked
package sealstead.s3.content;

import org.jspecify.annotations.NullMarked;
