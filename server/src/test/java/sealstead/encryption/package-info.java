/// Choices of encryption that need no server to be seen.
@NullMarked
package sealstead.encryption;

import org.jspecify.annotations.NullMarked;
