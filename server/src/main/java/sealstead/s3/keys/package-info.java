/// Which keys objects are under: reports on it, moves to other keys, and keys that are given up.
@NullMarked
package sealstead.s3.keys;

import org.jspecify.annotations.NullMarked;
