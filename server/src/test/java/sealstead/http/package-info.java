@NullMarked
package sealstead.http;

import org.jspecify.annotations.NullMarked;
