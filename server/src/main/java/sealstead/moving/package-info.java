/// Takes a store from one engine to another, as it lies there: nothing is opened on the way but the record that
/// says how far it is.
@NullMarked
package sealstead.moving;

import org.jspecify.annotations.NullMarked;
