@NullMarked
package sealstead.xml;

import org.jspecify.annotations.NullMarked;
