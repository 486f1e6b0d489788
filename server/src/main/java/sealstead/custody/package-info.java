/// Who holds the root key, and the records sealed under it.
@NullMarked
package sealstead.custody;

import org.jspecify.annotations.NullMarked;
