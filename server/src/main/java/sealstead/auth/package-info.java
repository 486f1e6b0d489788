/// Who is asking: request signatures, their errors, and bodies that are checked while they are read.
@NullMarked
package sealstead.auth;

import org.jspecify.annotations.NullMarked;
