/// What the store has against what it says that it has: looking for damage, proving, and saving what still opens.
@NullMarked
package sealstead.s3.scrub;

import org.jspecify.annotations.NullMarked;
