/// Server access logs: which bucket wants them, and how they are written into another one.
@NullMarked
package sealstead.s3.logging;

import org.jspecify.annotations.NullMarked;
