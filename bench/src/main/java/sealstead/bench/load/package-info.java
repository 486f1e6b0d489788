/// The load runner: the same work against one or several S3 endpoints in turn, and what it cost them.
@NullMarked
package sealstead.bench.load;

import org.jspecify.annotations.NullMarked;
