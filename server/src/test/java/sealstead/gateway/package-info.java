@NullMarked
package sealstead.gateway;

import org.jspecify.annotations.NullMarked;
