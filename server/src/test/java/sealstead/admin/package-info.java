@NullMarked
package sealstead.admin;

import org.jspecify.annotations.NullMarked;
