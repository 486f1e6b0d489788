/// XML, read strictly and within bounds, and written by hand-sized pieces.
@NullMarked
package sealstead.xml;

import org.jspecify.annotations.NullMarked;
