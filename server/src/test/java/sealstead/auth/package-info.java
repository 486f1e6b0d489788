@NullMarked
package sealstead.auth;

import org.jspecify.annotations.NullMarked;
