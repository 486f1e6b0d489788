/// Looks for inputs that parsers do not expect, led by the code that they reach.
@NullMarked
package sealstead.fuzz;

import org.jspecify.annotations.NullMarked;
